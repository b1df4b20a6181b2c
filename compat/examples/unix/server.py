import sys

from twisted.internet import endpoints, protocol, reactor


class Echo(protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data)

    def connectionLost(self, reason):
        reactor.stop()


d = endpoints.serverFromString(reactor, "unix:" + sys.argv[1]).listen(protocol.Factory.forProtocol(Echo))
d.addCallback(lambda port: print("listening", port.getHost().name.decode(), flush=True))
reactor.run()
