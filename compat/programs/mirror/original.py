"""Mirrors a site: follows its links from a page, keeps what it gets, and asks the next time only for what has changed.

usage: original.py <start> <folder> <how many at once>; needs getPage's family, which Twisted had until 20.3
"""

import hashlib
import os
import re
import sys

from twisted.internet import defer, error, reactor, task
from twisted.web import client
from twisted.web import error as weberror

TRIES = 3
PAUSE = 0.02
TIMEOUT = 30
LARGEST = 10000
LINK = re.compile(rb'<a\s+href="([^"#]*)', re.IGNORECASE)


class TooLarge(Exception):
    """A page is larger than the mirror keeps."""


class Cache:
    """Pages in a folder, each in a file, with what the server said of its age in another."""

    def __init__(self, folder):
        self.folder = folder
        if not os.path.isdir(folder):
            os.makedirs(folder)

    def path(self, url, kind):
        return os.path.join(self.folder, hashlib.sha256(url).hexdigest() + kind)

    def conditions(self, url):
        """The header fields that ask whether a page has changed."""
        headers = {}
        try:
            with open(self.path(url, ".age"), "rb") as file:
                for line in file:
                    name, value = line.rstrip(b"\n").split(b": ", 1)
                    headers[name] = value
        except FileNotFoundError:
            pass
        return headers

    def load(self, url):
        with open(self.path(url, ".page"), "rb") as file:
            return file.read()

    def store(self, url, page, headers):
        with open(self.path(url, ".page"), "wb") as file:
            file.write(page)
        with open(self.path(url, ".age"), "wb") as file:
            if b"etag" in headers:
                file.write(b"If-None-Match: " + headers[b"etag"][0] + b"\n")
            elif b"last-modified" in headers:
                file.write(b"If-Modified-Since: " + headers[b"last-modified"][0] + b"\n")


class Mirror:
    def __init__(self, start, folder, parallel):
        self.site = start[: start.index(b"/", 8)]
        self.cache = Cache(folder)
        self.semaphore = defer.DeferredSemaphore(parallel)
        self.seen = set()
        self.lines = []
        self.pages = self.unchanged = self.failures = self.requests = self.bytes = 0
        self.start = start

    def run(self):
        d = self.visit(self.start)
        d.addCallback(self.report)
        return d

    def visit(self, url):
        """Gets a page and all that it leads to."""
        self.seen.add(url)
        d = self.semaphore.run(self.fetch, url, 1)
        d.addCallback(self.follow)
        d.addErrback(self.failed, url)
        return d

    def fetch(self, url, attempt):
        self.requests += 1
        factory = client.HTTPClientFactory(url, headers=self.cache.conditions(url), agent=b"mirror", timeout=TIMEOUT)
        factory.noisy = False
        reactor.connectTCP(factory.host, factory.port, factory, timeout=TIMEOUT)
        d = factory.deferred
        d.addCallback(self.got, url, factory)
        d.addErrback(self.notModified, url)
        d.addErrback(self.again, url, attempt)
        return d

    def got(self, page, url, factory):
        if len(page) > LARGEST:
            raise TooLarge("%d bytes" % len(page))
        self.cache.store(url, page, factory.response_headers)
        self.pages += 1
        self.bytes += len(page)
        self.note(url, "%s bytes" % len(page))
        return page

    def notModified(self, failure, url):
        failure.trap(weberror.Error)
        if failure.value.status != b"304":
            return failure
        self.unchanged += 1
        self.note(url, "unchanged")
        return self.cache.load(url)

    def again(self, failure, url, attempt):
        failure.trap(weberror.Error, error.ConnectionLost)
        if attempt == TRIES or failure.check(weberror.Error) and failure.value.status < b"500":
            return failure
        return task.deferLater(reactor, PAUSE, self.fetch, url, attempt + 1)

    def follow(self, page):
        links = []
        for link in LINK.findall(page):
            url = self.site + link if link.startswith(b"/") else link
            if url.startswith(self.site + b"/") and url not in self.seen:
                links.append(self.visit(url))
        return defer.DeferredList(links)

    def failed(self, failure, url):
        self.failures += 1
        self.note(url, "failed: " + failure.getErrorMessage())

    def note(self, url, text):
        self.lines.append(url[len(self.site) :].decode() + " " + text)

    def report(self, ignored):
        # Pages come in any order.
        for line in sorted(self.lines):
            print(line)
        print("%d pages, %d unchanged, %d failed" % (self.pages, self.unchanged, self.failures))
        print("%d bytes in %d requests" % (self.bytes, self.requests))


def main(start, folder, parallel):
    mirror = Mirror(start.encode(), folder, int(parallel))
    d = mirror.run()
    d.addErrback(lambda failure: print("unexpected:", failure))
    d.addBoth(lambda ignored: reactor.stop())


reactor.callWhenRunning(main, *sys.argv[1:])
reactor.run()
