"""A proxy that says so in what it hands on."""

import sys

from twisted.internet import reactor
from twisted.web import http, proxy


class Request(proxy.ProxyRequest):
    def process(self):
        self.requestHeaders.addRawHeader(b"x-forwarded-for", b"the proxy's client")
        print("asked for", self.uri.split(b"/", 3)[3].decode(), flush=True)
        proxy.ProxyRequest.process(self)


class Proxy(proxy.Proxy):
    requestFactory = Request


class Factory(http.HTTPFactory):
    def buildProtocol(self, addr):
        return Proxy()


port = reactor.listenTCP(int(sys.argv[1]), Factory(), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
