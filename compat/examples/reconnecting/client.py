import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Client(basic.LineReceiver):
    def lineReceived(self, line):
        print("server:", line.decode())
        if line == b"connection 4":
            self.factory.resetDelay()
            self.factory.stopTrying()
            self.sendLine(b"server")


class Patient(protocol.ReconnectingClientFactory):
    protocol = Client
    initialDelay = 0.01
    maxDelay = 0.1
    refused = False

    def startedConnecting(self, connector):
        if self.retries == 0:
            print("connecting to", connector.getDestination().host)

    def clientConnectionFailed(self, connector, reason):
        if not self.refused:
            print("refused at least once")
            self.refused = True
        protocol.ReconnectingClientFactory.clientConnectionFailed(self, connector, reason)

    def clientConnectionLost(self, connector, reason):
        print("lost")
        protocol.ReconnectingClientFactory.clientConnectionLost(self, connector, reason)
        if not self.continueTrying:
            reactor.stop()


reactor.connectTCP("127.0.0.1", int(sys.argv[1]), Patient())
reactor.run()
