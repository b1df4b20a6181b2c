import sys

from twisted.internet import protocol, reactor


class Echo(protocol.DatagramProtocol):
    def datagramReceived(self, datagram, addr):
        self.transport.write(datagram, addr)


port = reactor.listenUDP(int(sys.argv[1]), Echo(), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
