import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Client(basic.NetstringReceiver):
    def connectionMade(self):
        self.waiting = 0
        for word in [b"stressed", b"", b"drawer, with commas,", b"0:"]:
            self.waiting += 1
            self.sendString(word)

    def stringReceived(self, string):
        print("received", string.decode())
        self.waiting -= 1
        if not self.waiting:
            self.transport.loseConnection()


def connected(client):
    print("connected")


def failed(failure):
    print("failed:", failure.type.__name__)
    reactor.stop()


creator = protocol.ClientCreator(reactor, Client)
d = creator.connectTCP("127.0.0.1", int(sys.argv[1]))
d.addCallbacks(connected, failed)
Client.connectionLost = lambda self, reason: reactor.stop()
reactor.run()
