"""Two who chat, and what each of them hears."""

import sys

from twisted.internet import defer, endpoints, reactor, task
from twisted.protocols import basic


class Member(basic.LineReceiver):
    def __init__(self, name):
        self.name = name
        self.heard = defer.DeferredQueue()
        self.lines = []

    def lineReceived(self, line):
        self.lines.append(line.decode())
        self.heard.put(line)


@defer.inlineCallbacks
def main(reactor, port):
    endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(port))
    anne = yield endpoints.connectProtocol(endpoint, Member("anne"))
    yield anne.heard.get()
    anne.sendLine(b"anne")
    yield anne.heard.get()
    bert = yield endpoints.connectProtocol(endpoint, Member("bert"))
    yield bert.heard.get()
    bert.sendLine(b"anne")
    yield bert.heard.get()
    bert.sendLine(b"bert")
    yield defer.gatherResults([anne.heard.get(), bert.heard.get()])
    anne.sendLine(b"how are you?")
    yield bert.heard.get()
    bert.transport.loseConnection()
    yield anne.heard.get()
    # The two connections have no order between them.
    for member in [anne, bert]:
        for line in member.lines:
            print("%s heard: %s" % (member.name, line))


task.react(main, sys.argv[1:])
