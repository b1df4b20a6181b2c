"""Pages by getPage and downloadPage, which Twisted had until 20.3; asks the server of the agent example."""

import os
import sys
import tempfile

from twisted.internet import defer, reactor
from twisted.web import client, error

base = b"http://127.0.0.1:" + sys.argv[1].encode()


class Polite(client.HTTPClientFactory):
    """A factory of one page that tells what it hears."""

    def gotStatus(self, version, status, message):
        print("status line:", status.decode(), message.decode())
        client.HTTPClientFactory.gotStatus(self, version, status, message)

    def gotHeaders(self, headers):
        print("content type:", headers[b"content-type"][0].decode())
        client.HTTPClientFactory.gotHeaders(self, headers)


def content(name):
    with open(name, "rb") as file:
        return file.read().decode()


@defer.inlineCallbacks
def pages():
    page = yield client.getPage(base + b"/hello?name=page")
    print("page:", page.decode())
    page = yield client.getPage(base + b"/hello", method=b"POST", postdata=b"some text")
    print("posted:", page.decode())
    page = yield client.getPage(base + b"/moved")
    print("followed:", page.decode())
    try:
        yield client.getPage(base + b"/moved", followRedirect=False)
    except error.PageRedirect as e:
        print("not followed:", e.status.decode(), e.location.decode())
    try:
        yield client.getPage(base + b"/nowhere")
    except error.Error as e:
        print("failed:", e.status.decode(), e.message.decode())
    cookies = {}
    for visit in range(3):
        page = yield client.getPage(base + b"/counter", cookies=cookies)
        print("cookies:", page.decode(), cookies[b"count"].decode())


@defer.inlineCallbacks
def factory():
    factory = Polite(base + b"/file", headers={b"Range": b"bytes=2-4"})
    reactor.connectTCP(factory.host, factory.port, factory)
    try:
        yield factory.deferred
    except error.Error as e:
        print("a part is no page:", e.status.decode(), e.response.decode())
    print("the part:", factory.response_headers[b"content-range"][0].decode())


@defer.inlineCallbacks
def downloads():
    name = tempfile.mktemp()
    yield client.downloadPage(base + b"/file", name)
    print("downloaded:", content(name))
    os.remove(name)


@defer.inlineCallbacks
def main():
    yield pages()
    yield factory()
    yield downloads()


main().addErrback(lambda failure: print("unexpected:", failure)).addBoth(lambda ignored: reactor.stop())
reactor.run()
