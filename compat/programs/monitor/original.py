"""A monitor: asks its targets every so often, and tells when one of them goes up or down.

usage: original.py <config> <rounds>

A line of the config is "name tcp host port", "name banner host port text" or "name http url status". When the rounds are over it says so, and
answers questions on its status port until it is told to quit.
"""

import sys

from twisted.internet import defer, error, protocol, reactor, task
from twisted.protocols import basic
from twisted.web import client

INTERVAL = 0.02
TIMEOUT = 10
THRESHOLD = 2
KEPT = 8


class WrongAnswer(Exception):
    """The target is there, and does not say what it should."""


class FirstLine(basic.LineReceiver):
    """Hears one line, and hangs up."""

    MAX_LENGTH = 200

    def __init__(self):
        self.line = None

    def lineReceived(self, line):
        self.line = line
        self.transport.loseConnection()

    def lineLengthExceeded(self, line):
        self.line = line[:20] + b"..."
        self.transport.loseConnection()

    def connectionLost(self, reason):
        self.factory.finished(self.line)


class FirstLineFactory(protocol.ClientFactory):
    protocol = FirstLine
    noisy = False

    def __init__(self):
        self.deferred = defer.Deferred()

    def clientConnectionFailed(self, connector, reason):
        self.deferred.errback(reason)

    def finished(self, line):
        self.deferred.callback(line)


class TcpCheck:
    """Whether something listens."""

    def __init__(self, host, port):
        self.host = host
        self.port = int(port)

    def run(self):
        creator = protocol.ClientCreator(reactor, protocol.Protocol)
        d = creator.connectTCP(self.host, self.port, timeout=TIMEOUT)
        d.addCallback(self.connected)
        return d

    def connected(self, connection):
        connection.transport.loseConnection()
        return "connected"


class BannerCheck:
    """Whether what listens says what it should."""

    def __init__(self, host, port, expected):
        self.host = host
        self.port = int(port)
        self.expected = expected.encode()

    def run(self):
        factory = FirstLineFactory()
        reactor.connectTCP(self.host, self.port, factory, timeout=TIMEOUT)
        factory.deferred.addCallback(self.heard)
        return factory.deferred

    def heard(self, line):
        if line is None:
            raise WrongAnswer("nothing said")
        if not line.startswith(self.expected):
            raise WrongAnswer("said " + line.decode())
        return line.decode()


class HttpCheck:
    """Whether a page has the status it should have."""

    def __init__(self, agent, url, expected):
        self.agent = agent
        self.url = url.encode()
        self.expected = int(expected)

    def run(self):
        d = self.agent.request(b"GET", self.url)
        d.addCallback(self.answered)
        return d

    def answered(self, response):
        d = client.readBody(response)
        d.addCallback(self.read, response.code)
        return d

    def read(self, body, code):
        if code != self.expected:
            raise WrongAnswer("status %d" % code)
        return "status %d, %d bytes" % (code, len(body))


class Target:
    """One of those who are asked: its state changes when it has answered the same way often enough."""

    def __init__(self, name, check):
        self.name = name
        self.check = check
        self.state = "unknown"
        self.streak = 0
        self.last = None
        self.history = []
        self.changes = 0

    def record(self, success, result):
        now = "up" if success else "down"
        self.streak = self.streak + 1 if now == self.last else 1
        self.last = now
        self.history.append("%s (%s)" % (now, result if success else self.explain(result)))
        del self.history[:-KEPT]
        if self.streak >= THRESHOLD and now != self.state:
            print("%s: %s -> %s" % (self.name, self.state, now), flush=True)
            self.state = now
            self.changes += 1

    def explain(self, failure):
        if failure.check(error.ConnectionRefusedError):
            return "refused"
        if failure.check(error.TimeoutError):
            return "no answer"
        if failure.check(WrongAnswer):
            return failure.getErrorMessage()
        return "failed"


class Monitor:
    def __init__(self, targets, rounds):
        self.targets = targets
        self.rounds = rounds
        self.round = 0
        self.loop = task.LoopingCall(self.ask)

    def start(self):
        d = self.loop.start(INTERVAL)
        d.addCallback(self.report)
        return d

    def ask(self):
        self.round += 1
        d = defer.DeferredList([target.check.run() for target in self.targets], consumeErrors=True)
        d.addCallback(self.answered)
        return d

    def answered(self, results):
        for target, (success, result) in zip(self.targets, results):
            target.record(success, result)
        if self.round == self.rounds:
            self.loop.stop()

    def report(self, ignored):
        print("%d rounds" % self.round)
        for target in self.targets:
            print("%s is %s after %d changes" % (target.name, target.state, target.changes))

    def find(self, name):
        for target in self.targets:
            if target.name == name:
                return target
        return None


class Status(basic.LineReceiver):
    """Answers questions: status, history <name>, quit."""

    MAX_LENGTH = 100
    quitting = False

    def lineReceived(self, line):
        words = line.decode().split()
        command = getattr(self, "do_" + words[0], None) if words else None
        if command is None:
            self.say("what?")
            return
        command(*words[1:])

    def lineLengthExceeded(self, line):
        self.say("too long")
        self.transport.loseConnection()

    def say(self, text):
        self.sendLine(text.encode())

    def do_status(self):
        for target in self.factory.monitor.targets:
            self.say("%s %s" % (target.name, target.state))
        self.say(".")

    def do_history(self, name=""):
        target = self.factory.monitor.find(name)
        if target is None:
            self.say("no such target")
            return
        for entry in target.history:
            self.say(entry)
        self.say(".")

    def do_quit(self):
        self.say("bye")
        self.quitting = True
        self.transport.loseConnection()

    def connectionLost(self, reason):
        if self.quitting:
            reactor.stop()


class StatusFactory(protocol.ServerFactory):
    protocol = Status

    def __init__(self, monitor):
        self.monitor = monitor


def read(config, agent):
    targets = []
    for line in config:
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        name, kind, arguments = words[0], words[1], words[2:]
        if kind == "tcp":
            check = TcpCheck(*arguments)
        elif kind == "banner":
            check = BannerCheck(*arguments)
        elif kind == "http":
            check = HttpCheck(agent, *arguments)
        else:
            raise ValueError("%s: there is no check %s" % (name, kind))
        targets.append(Target(name, check))
    return targets


def main(path, rounds):
    with open(path) as config:
        targets = read(config, client.Agent(reactor, connectTimeout=TIMEOUT))
    monitor = Monitor(targets, int(rounds))

    def serve(ignored):
        port = reactor.listenTCP(0, StatusFactory(monitor), interface="127.0.0.1")
        print("listening", port.getHost().port, flush=True)

    def failed(failure):
        print("failed:", failure.getErrorMessage())
        reactor.stop()

    d = monitor.start()
    d.addCallback(serve)
    d.addErrback(failed)


reactor.callWhenRunning(main, *sys.argv[1:])
reactor.run()
