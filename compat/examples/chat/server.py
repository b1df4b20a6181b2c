import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Chat(basic.LineReceiver):
    def __init__(self, users):
        self.users = users
        self.name = None

    def connectionMade(self):
        self.sendLine(b"What's your name?")

    def connectionLost(self, reason):
        if self.name in self.users:
            del self.users[self.name]
            self.tellOthers(b"<%s> has left" % self.name)

    def lineReceived(self, line):
        if self.name is None:
            self.register(line)
        else:
            self.tellOthers(b"<%s> %s" % (self.name, line))

    def register(self, name):
        if name in self.users:
            self.sendLine(b"Name taken, please choose another.")
            return
        self.sendLine(b"Welcome, %s!" % name)
        self.name = name
        self.users[name] = self
        self.tellOthers(b"<%s> is here" % name)

    def tellOthers(self, message):
        for name, user in self.users.items():
            if user is not self:
                user.sendLine(message)


class ChatFactory(protocol.Factory):
    def __init__(self):
        self.users = {}

    def buildProtocol(self, addr):
        return Chat(self.users)


port = reactor.listenTCP(int(sys.argv[1]), ChatFactory(), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
