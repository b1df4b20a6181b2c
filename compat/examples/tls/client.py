"""Echo over TLS with a server whose certificate is the one in the file that is named, and then with one that it does not trust."""

import sys

from twisted.internet import defer, endpoints, protocol, ssl, task


class Client(protocol.Protocol):
    def connectionMade(self):
        self.done = defer.Deferred()
        self.transport.write(b"hello, world!")

    def dataReceived(self, data):
        print("server said:", data.decode())
        self.transport.loseConnection()

    def connectionLost(self, reason):
        if reason.check(ssl.SSL.Error):
            print("the server is not trusted")
        else:
            print("goodbye")
        self.done.callback(None)


def ask(reactor, port, options):
    tcp = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", port)
    d = endpoints.connectProtocol(endpoints.wrapClientTLS(options, tcp), Client())
    return d.addCallback(lambda client: client.done)


@defer.inlineCallbacks
def main(reactor, port, pem):
    with open(pem) as file:
        authority = ssl.Certificate.loadPEM(file.read())
    yield ask(reactor, int(port), ssl.optionsForClientTLS("localhost", authority))
    yield ask(reactor, int(port), ssl.optionsForClientTLS("localhost"))


task.react(main, sys.argv[1:])
