import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Answer(basic.LineReceiver):
    def connectionMade(self):
        self.sendLine(b"What is your name?")

    def lineReceived(self, line):
        if line == b"quit":
            self.sendLine(b"Goodbye.")
            self.transport.loseConnection()
        elif line.startswith(b"raw "):
            self.left = int(line[4:])
            self.count = 0
            self.setRawMode()
        else:
            self.sendLine(b"Hello, " + line + b"!")

    def rawDataReceived(self, data):
        taken, rest = data[: self.left], data[self.left :]
        self.left -= len(taken)
        self.count += len(taken)
        if self.left == 0:
            self.sendLine(b"Got %d bytes." % self.count)
            self.setLineMode(rest)


factory = protocol.Factory()
factory.protocol = Answer
port = reactor.listenTCP(int(sys.argv[1]), factory, interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
