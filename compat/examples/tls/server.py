"""Echo over TLS; the certificate and its key are in the file that is named."""

import sys

from twisted.internet import protocol, reactor, ssl


class Echo(protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data)


with open(sys.argv[2]) as pem:
    certificate = ssl.PrivateCertificate.loadPEM(pem.read())
factory = protocol.Factory.forProtocol(Echo)
port = reactor.listenSSL(int(sys.argv[1]), factory, certificate.options(), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
