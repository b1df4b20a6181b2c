import sys

from twisted.internet import protocol, reactor


class Client(protocol.DatagramProtocol):
    words = [b"one", b"two", b"three"]

    def startProtocol(self):
        self.transport.connect("127.0.0.1", int(sys.argv[1]))
        self.sendNext()

    def sendNext(self):
        if self.words:
            self.transport.write(self.words.pop(0))
        else:
            reactor.stop()

    def datagramReceived(self, datagram, addr):
        print("received", datagram.decode())
        self.sendNext()


reactor.listenUDP(0, Client())
reactor.run()
