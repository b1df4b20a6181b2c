"""Forwards what comes to a port to another, both ways."""

import sys

from twisted.internet import protocol, reactor


class Outgoing(protocol.Protocol):
    def connectionMade(self):
        self.factory.incoming.outgoing = self
        self.factory.incoming.transport.resumeProducing()

    def dataReceived(self, data):
        self.factory.incoming.transport.write(data)

    def connectionLost(self, reason):
        self.factory.incoming.transport.loseConnection()


class Incoming(protocol.Protocol):
    outgoing = None

    def connectionMade(self):
        self.transport.pauseProducing()
        factory = protocol.ClientFactory()
        factory.protocol = Outgoing
        factory.incoming = self
        reactor.connectTCP("127.0.0.1", int(sys.argv[2]), factory)

    def dataReceived(self, data):
        self.outgoing.transport.write(data)

    def connectionLost(self, reason):
        if self.outgoing is not None:
            self.outgoing.transport.loseConnection()


factory = protocol.Factory()
factory.protocol = Incoming
port = reactor.listenTCP(int(sys.argv[1]), factory, interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
