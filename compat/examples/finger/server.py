import sys

from twisted.internet import defer, protocol, reactor
from twisted.protocols import basic


class FingerProtocol(basic.LineReceiver):
    def lineReceived(self, user):
        d = self.factory.getUser(user)

        def onError(err):
            return b"Internal error in server"

        def writeResponse(message):
            self.transport.write(message + b"\r\n")
            self.transport.loseConnection()

        d.addErrback(onError)
        d.addCallback(writeResponse)


class FingerFactory(protocol.ServerFactory):
    protocol = FingerProtocol

    def __init__(self, users):
        self.users = users

    def getUser(self, user):
        if user == b"crash":
            return defer.fail(RuntimeError("no such table"))
        d = defer.Deferred()
        reactor.callLater(0.01, d.callback, self.users.get(user, b"No such user"))
        return d


users = {b"moshez": b"Happy and well", b"shawn": b"Not in"}
port = reactor.listenTCP(int(sys.argv[1]), FingerFactory(users), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
