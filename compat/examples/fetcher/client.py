"""Many pages at once, as one did it in 2008: one generator that a few share, and a DeferredList; asks the server of the agent example."""

import sys

from twisted.internet import defer, reactor, task
from twisted.web import client

base = b"http://127.0.0.1:" + sys.argv[1].encode()
paths = [b"/hello?name=%d" % n for n in range(12)] + [b"/data", b"/nowhere", b"/moved", b"/nothing"]


class Fetcher:
    def __init__(self, paths, parallel):
        self.paths = paths
        self.parallel = parallel
        self.pages = {}
        self.errors = {}
        self.running = 0
        self.most = 0

    def start(self):
        cooperator = task.Cooperator()
        work = self.work()
        return defer.DeferredList([cooperator.coiterate(work) for i in range(self.parallel)])

    def work(self):
        for path in self.paths:
            self.running += 1
            self.most = max(self.most, self.running)
            d = client.getPage(base + path)
            d.addCallback(self.gotPage, path)
            d.addErrback(self.failed, path)
            d.addBoth(self.done)
            yield d

    def gotPage(self, page, path):
        self.pages[path] = page

    def failed(self, failure, path):
        self.errors[path] = failure.getErrorMessage()

    def done(self, ignored):
        self.running -= 1


def report(results, fetcher):
    print("workers:", [success for success, result in results])
    print("at most at once:", fetcher.most)
    for path in fetcher.paths:
        if path in fetcher.pages:
            print(path.decode(), "is", len(fetcher.pages[path]), "bytes")
        else:
            print(path.decode(), "failed:", fetcher.errors[path])


fetcher = Fetcher(paths, 3)
d = fetcher.start()
d.addCallback(report, fetcher)
d.addErrback(lambda failure: print("unexpected:", failure))
d.addBoth(lambda ignored: reactor.stop())
reactor.run()
