import sys

from twisted.internet import endpoints, protocol, reactor


class Client(protocol.Protocol):
    def connectionMade(self):
        self.received = b""
        self.transport.write(b"hello, ")
        self.transport.write(b"socket!")

    def dataReceived(self, data):
        self.received += data
        if len(self.received) == 14:
            print("server said:", self.received.decode())
            self.transport.loseConnection()

    def connectionLost(self, reason):
        print("connection lost")
        reactor.stop()


d = endpoints.connectProtocol(endpoints.UNIXClientEndpoint(reactor, sys.argv[1]), Client())
d.addErrback(lambda failure: print(failure))
reactor.run()
