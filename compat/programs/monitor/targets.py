"""What the monitor is tried on: a steady and a moody line server, one that says too much, a web server that fails now and then."""

from twisted.internet import protocol, reactor
from twisted.protocols import basic
from twisted.web import resource, server


class Line(basic.LineReceiver):
    def connectionMade(self):
        self.factory.count += 1
        line = self.factory.lines[(self.factory.count - 1) % len(self.factory.lines)]
        if line is not None:
            self.sendLine(line)
        self.transport.loseConnection()


class Lines(protocol.ServerFactory):
    protocol = Line
    noisy = False

    def __init__(self, lines):
        self.lines = lines
        self.count = 0


class Page(resource.Resource):
    isLeaf = True
    count = 0

    def render_GET(self, request):
        self.count += 1
        if self.count in (3, 4, 5):
            request.setResponseCode(503)
            return b"come back later"
        return b"welcome"


def listen(factory):
    return reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port


def closed():
    port = reactor.listenTCP(0, Lines([b""]), interface="127.0.0.1")
    port.stopListening()
    return port.getHost().port


ports = [
    listen(Lines([b"OK steady"])),
    listen(Lines([b"OK 1", b"BUSY", b"BUSY", None, b"OK 5", b"OK 6", b"BUSY", b"OK 8"])),
    listen(Lines([b"OK " + b"x" * 500])),
    listen(server.Site(Page())),
    closed(),
]
print("listening", ":".join(map(str, ports)), flush=True)
reactor.run()
