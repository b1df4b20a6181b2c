import sys

from twisted.internet import protocol, reactor, ssl
from twisted.protocols import basic


class Client(basic.LineReceiver):
    def connectionMade(self):
        self.sendLine(b"hello")
        self.sendLine(b"STARTTLS")

    def lineReceived(self, line):
        print("server:", line.decode())
        if line == b"READY":
            self.transport.startTLS(ssl.optionsForClientTLS("localhost", self.factory.authority))
            self.sendLine(b"hello again")
            self.sendLine(b"QUIT")

    def connectionLost(self, reason):
        print("closed")
        reactor.stop()


with open(sys.argv[2]) as pem:
    authority = ssl.Certificate.loadPEM(pem.read())
factory = protocol.ClientFactory.forProtocol(Client)
factory.authority = authority
reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
reactor.run()
