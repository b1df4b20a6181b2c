"""A server that loses its first clients, goes away for a moment, and comes back."""

import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Unsteady(basic.LineReceiver):
    def connectionMade(self):
        self.factory.connections += 1
        self.sendLine(b"connection %d" % self.factory.connections)
        if self.factory.connections == 2:
            self.factory.goAway()
        if self.factory.connections < 4:
            self.transport.loseConnection()

    def lineReceived(self, line):
        self.sendLine(b"stay well, " + line)
        self.transport.loseConnection()


class UnsteadyFactory(protocol.ServerFactory):
    protocol = Unsteady
    connections = 0

    def listen(self, number):
        self.port = reactor.listenTCP(number, self, interface="127.0.0.1")

    def goAway(self):
        number = self.port.getHost().port
        self.port.stopListening()
        reactor.callLater(0.05, self.listen, number)


factory = UnsteadyFactory()
factory.listen(int(sys.argv[1]))
print("listening", factory.port.getHost().port, flush=True)
reactor.run()
