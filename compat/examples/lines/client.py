import sys

from twisted.internet import endpoints, error, reactor
from twisted.protocols import basic


class Client(basic.LineReceiver):
    script = [b"Alice", b"Bob", b"raw 5", b"quit"]

    def lineReceived(self, line):
        print("server:", line.decode())
        if not self.script:
            return
        line = self.script.pop(0)
        print("client:", line.decode())
        self.sendLine(line)
        if line.startswith(b"raw "):
            self.transport.write(b"x" * int(line[4:]))

    def connectionLost(self, reason):
        reason.trap(error.ConnectionDone)
        print("closed")
        reactor.stop()


endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(sys.argv[1]))
endpoints.connectProtocol(endpoint, Client()).addErrback(lambda failure: print("failed"))
reactor.run()
