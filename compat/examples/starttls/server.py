"""Lines in the clear until the client asks for TLS."""

import sys

from twisted.internet import protocol, reactor, ssl
from twisted.protocols import basic


class Server(basic.LineReceiver):
    secret = False

    def lineReceived(self, line):
        if line == b"STARTTLS":
            self.sendLine(b"READY")
            self.transport.startTLS(self.factory.options)
            self.secret = True
        elif line == b"QUIT":
            self.sendLine(b"BYE")
            self.transport.loseConnection()
        else:
            self.sendLine((b"in secret: " if self.secret else b"in the clear: ") + line)


with open(sys.argv[2]) as pem:
    certificate = ssl.PrivateCertificate.loadPEM(pem.read())
factory = protocol.ServerFactory.forProtocol(Server)
factory.options = certificate.options()
port = reactor.listenTCP(int(sys.argv[1]), factory, interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
