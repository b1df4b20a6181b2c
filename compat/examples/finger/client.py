import sys

from twisted.internet import defer, endpoints, protocol, reactor, task


class Ask(protocol.Protocol):
    def __init__(self, user):
        self.user = user
        self.answer = b""
        self.done = defer.Deferred()

    def connectionMade(self):
        self.transport.write(self.user + b"\r\n")

    def dataReceived(self, data):
        self.answer += data

    def connectionLost(self, reason):
        self.done.callback(self.answer.decode().strip())


@defer.inlineCallbacks
def main(reactor, port):
    endpoint = endpoints.HostnameEndpoint(reactor, "127.0.0.1", int(port))
    for user in [b"moshez", b"shawn", b"nobody", b"crash"]:
        ask = yield endpoints.connectProtocol(endpoint, Ask(user))
        answer = yield ask.done
        print("%s: %s" % (user.decode(), answer))


task.react(main, sys.argv[1:])
