"""A chat from the keyboard: what is typed goes to the server of the chat example, what the server says to the screen."""

import os
import sys

from twisted.internet import endpoints, reactor, stdio
from twisted.protocols import basic


class Server(basic.LineReceiver):
    def __init__(self):
        self.keyboard = None

    def lineReceived(self, line):
        print(line.decode(), flush=True)
        if self.keyboard is None:
            self.keyboard = Keyboard(self)
            stdio.StandardIO(self.keyboard)

    def connectionLost(self, reason):
        print("goodbye", flush=True)
        reactor.stop()


class Keyboard(basic.LineReceiver):
    delimiter = os.linesep.encode()

    def __init__(self, server):
        self.server = server

    def lineReceived(self, line):
        self.server.sendLine(line)
        if line == b"bye":
            self.server.transport.loseConnection()


endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(sys.argv[1]))
endpoints.connectProtocol(endpoint, Server()).addErrback(lambda failure: print(failure))
reactor.run()
