import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Reverse(basic.NetstringReceiver):
    def stringReceived(self, string):
        self.sendString(string[::-1])


factory = protocol.Factory.forProtocol(Reverse)
port = reactor.listenTCP(int(sys.argv[1]), factory, interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
