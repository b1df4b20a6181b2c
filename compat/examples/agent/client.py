"""The web client how-to: requests, responses, bodies, redirects, cookies, gzip, a pool."""

import sys
from http.cookiejar import CookieJar
from io import BytesIO

from twisted.internet import defer, protocol, reactor
from twisted.web import client, http_headers

base = b"http://127.0.0.1:" + sys.argv[1].encode()


class Beginning(protocol.Protocol):
    def __init__(self, finished):
        self.finished = finished
        self.remaining = 5
        self.seen = b""

    def dataReceived(self, data):
        display = data[: self.remaining]
        self.seen += display
        self.remaining -= len(display)

    def connectionLost(self, reason):
        print("some of the body:", self.seen.decode())
        print("finished receiving it:", reason.check(client.ResponseDone) is not None)
        self.finished.callback(None)


def request(agent):
    d = agent.request(b"GET", base + b"/hello", http_headers.Headers({"User-Agent": ["an example"]}), None)

    def received(response):
        print("code and phrase:", response.code, response.phrase.decode())
        print("x-agent:", response.headers.getRawHeaders("x-agent", ["?"])[0])
        finished = defer.Deferred()
        response.deliverBody(Beginning(finished))
        return finished

    d.addCallback(received)
    return d


def post(agent):
    body = client.FileBodyProducer(BytesIO(b"some text"))
    d = agent.request(b"POST", base + b"/hello", None, body)
    d.addCallback(client.readBody)
    d.addCallback(lambda answer: print("posted:", answer.decode()))
    return d


def read(what, agent, path):
    d = agent.request(b"GET", base + path)

    def received(response):
        print("%s: %d" % (what, response.code))
        return client.readBody(response)

    d.addCallback(received)
    d.addCallback(lambda body: print("%s: %s" % (what, body.decode()[:30])))
    return d


@defer.inlineCallbacks
def main():
    pool = client.HTTPConnectionPool(reactor)
    pool.maxPersistentPerHost = 1
    agent = client.Agent(reactor, pool=pool)
    yield request(agent)
    yield post(agent)
    yield read("missing", agent, b"/nowhere")
    yield read("not followed", agent, b"/moved")
    yield read("followed", client.RedirectAgent(agent), b"/moved")
    jar = CookieJar()
    for visit in range(3):
        yield read("cookies", client.CookieAgent(agent, jar), b"/counter")
    yield read("unpacked", client.ContentDecoderAgent(agent, [(b"gzip", client.GzipDecoder)]), b"/packed")
    yield pool.closeCachedConnections()


def failed(failure):
    print("failed:", failure.getErrorMessage())


main().addErrback(failed).addBoth(lambda ignored: reactor.stop())
reactor.run()
