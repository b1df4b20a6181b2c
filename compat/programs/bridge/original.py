"""A bridge between two chat rooms: what is said in one is said again in the other.

usage: original.py <port of the left room> <port of the right room>

A room speaks lines. The bridge says "NICK name" and is told WELCOME or TAKEN; from then on it hears "<somebody> text" and may "SAY text". A room
that goes away is tried again, and what was to be said there is kept for a while. Anybody may ask "!who" and "!stats", or say "!quit".
"""

import sys

from twisted.internet import error, protocol, reactor
from twisted.protocols import basic, policies

NICK = b"bridge"
KEPT = 3
PATIENCE = 30


class Member(basic.LineReceiver, policies.TimeoutMixin):
    """The bridge, as one of the rooms knows it."""

    MAX_LENGTH = 200

    def connectionMade(self):
        self.nick = NICK
        self.welcome = False
        self.setTimeout(PATIENCE)
        self.sendLine(b"NICK " + self.nick)

    def lineReceived(self, line):
        self.resetTimeout()
        if line == b"WELCOME":
            self.registered()
        elif line == b"TAKEN":
            self.nick += b"_"
            self.sendLine(b"NICK " + self.nick)
        elif line == b"PING":
            self.sendLine(b"PONG")
        elif line.startswith(b"<") and b"> " in line:
            who, text = line[1:].split(b"> ", 1)
            if self.welcome and who != self.nick:
                self.factory.heard(who, text)
        else:
            self.factory.tell("did not understand " + line.decode())

    def registered(self):
        self.welcome = True
        self.factory.resetDelay()
        self.factory.tell("welcome as " + self.nick.decode())
        self.factory.joined(self)

    def say(self, text):
        self.sendLine(b"SAY " + text)

    def quit(self):
        self.sendLine(b"QUIT")
        self.transport.loseConnection()

    def lineLengthExceeded(self, line):
        self.factory.tell("said too much")
        self.transport.loseConnection()

    def timeoutConnection(self):
        self.factory.tell("said nothing for too long")
        self.transport.abortConnection()

    def connectionLost(self, reason):
        self.setTimeout(None)
        self.factory.left(self)


class Room(protocol.ReconnectingClientFactory):
    """One of the two rooms: who is there for us, and what is still to be said."""

    protocol = Member
    initialDelay = 0.02
    maxDelay = 0.2
    noisy = False

    def __init__(self, name, bridge):
        self.name = name
        self.bridge = bridge
        self.member = None
        self.waiting = []
        self.said = 0
        self.dropped = 0
        self.refused = False

    def tell(self, text):
        print("%s: %s" % (self.name, text), flush=True)

    def joined(self, member):
        self.member = member
        self.refused = False
        waiting, self.waiting = self.waiting, []
        for text in waiting:
            self.say(text)

    def left(self, member):
        if self.member is member:
            self.member = None
            self.tell("lost")

    def say(self, text):
        if self.member is not None:
            self.member.say(text)
            self.said += 1
            return
        self.waiting.append(text)
        if len(self.waiting) > KEPT:
            del self.waiting[0]
            self.dropped += 1

    def heard(self, who, text):
        if text.startswith(b"!"):
            self.bridge.asked(self, text[1:])
        else:
            self.bridge.relay(self, who, text)

    def close(self):
        self.stopTrying()
        if self.member is not None:
            self.member.quit()
        else:
            self.bridge.closed()

    def clientConnectionFailed(self, connector, reason):
        if not self.refused:
            self.refused = True
            self.tell("not there" if reason.check(error.ConnectionRefusedError) else reason.getErrorMessage())
        protocol.ReconnectingClientFactory.clientConnectionFailed(self, connector, reason)

    def clientConnectionLost(self, connector, reason):
        protocol.ReconnectingClientFactory.clientConnectionLost(self, connector, reason)
        if not self.continueTrying:
            self.bridge.closed()


class Bridge:
    def __init__(self, left, right):
        self.rooms = [Room("left", self), Room("right", self)]
        self.open = 2
        for room, port in zip(self.rooms, (left, right)):
            reactor.connectTCP("127.0.0.1", int(port), room, timeout=PATIENCE)

    def other(self, room):
        return self.rooms[1 - self.rooms.index(room)]

    def relay(self, room, who, text):
        self.other(room).say(b"[%s] <%s> %s" % (room.name.encode(), who, text))

    def asked(self, room, words):
        command = getattr(self, "do_" + words.decode(), None)
        if command is None:
            room.say(b"I know !who, !stats and !quit")
        else:
            command(room)

    def do_who(self, room):
        places = ["%s (%s)" % (each.name, "here" if each.member else "away") for each in self.rooms]
        room.say(b"I bridge " + " and ".join(places).encode())

    def do_stats(self, room):
        for each in self.rooms:
            room.say(("%s: %d said, %d waiting, %d dropped" % (each.name, each.said, len(each.waiting), each.dropped)).encode())

    def do_quit(self, room):
        for each in self.rooms:
            each.say(b"Goodbye.")
            each.close()

    def closed(self):
        self.open -= 1
        if self.open == 0:
            print("closed", flush=True)
            reactor.stop()


Bridge(*sys.argv[1:])
reactor.run()
