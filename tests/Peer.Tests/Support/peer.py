"""One end of a connection on the real Twisted: peer.py ROLE serve|connect|reconnect DESCRIPTION [key=value ...].

The description is an endpoint's, as in "tcp:127.0.0.1:80", or "udp:" with a port. A server says "listening PORT" (0 for a path). Both say
what happens to them, a line for each event, and end when their standard input does. With tls=FOLDER a role that starts TLS itself shows
FOLDER/good.pem as a server and trusts FOLDER/root.pem as a client.
"""
import hashlib
import sys

from twisted.internet import endpoints, interfaces, protocol, reactor, ssl, stdio
from twisted.protocols import basic
from zope.interface import implementer

role, verb, description = sys.argv[1:4]
options = dict(argument.split("=", 1) for argument in sys.argv[4:])


def say(*words):
    print(*words, flush=True)


class Teller(protocol.Protocol):
    """Says how the connection ends."""

    def connectionLost(self, reason):
        say("lost", reason.type.__name__)


class Echo(Teller):
    def dataReceived(self, data):
        self.transport.write(data)


class EchoClient(Teller):
    """Sends size bytes in unequal pieces, wants them back, closes."""

    def connectionMade(self):
        self.sent = bytes(i * 7 % 251 for i in range(int(options["size"])))
        self.received = bytearray()
        at, piece = 0, 1
        while at < len(self.sent):
            self.transport.write(self.sent[at:at + piece])
            at, piece = at + piece, piece * 3 % 100003

    def dataReceived(self, data):
        self.received += data
        if len(self.received) >= len(self.sent):
            say("echoed", len(self.received), "equal" if self.received == self.sent else "different")
            self.transport.loseConnection()


class Answer(Teller):
    """Answers each string with its bytes in reverse order."""

    def got(self, string):
        self.send(string[::-1])


class Ask(Teller):
    """Sends strings of many lengths, wants each back in reverse order, closes."""

    letters = b"abcdefghijklmnopqrstuvwxyz"

    def connectionMade(self):
        lengths = [n for n in (0, 1, 9, 10, 99, 100, 255, 256, 8000, 16384, 65535, 99999) if n <= int(options["longest"])]
        self.left = [bytes(self.letters[i % len(self.letters)] for i in range(n)) for n in lengths + lengths[::-1]]
        for string in self.left:
            self.send(string)

    def got(self, string):
        if string[::-1] != self.left.pop(0):
            say("different", len(string))
        if not self.left:
            say("all came back")
            self.transport.loseConnection()


Talk = Answer if verb == "serve" else Ask


class Lines(Talk, basic.LineReceiver):
    def send(self, string):
        self.sendLine(string)

    def lineReceived(self, line):
        self.got(line)


class RawLines(Talk, basic.LineReceiver):
    """Strings with line ends in them follow raw, after a line that says how long they are."""

    letters = b"abc\r\n"

    def send(self, string):
        if b"\n" in string:
            self.sendLine(b"raw %d" % len(string))
            self.transport.write(string)
        else:
            self.sendLine(string)

    def lineReceived(self, line):
        if line.startswith(b"raw "):
            self.missing, self.raw = int(line[4:]), b""
            self.setRawMode()
        else:
            self.got(line)

    def rawDataReceived(self, data):
        mine, rest = data[:self.missing], data[self.missing:]
        self.missing -= len(mine)
        self.raw += mine
        if not self.missing:
            self.got(self.raw)
            self.setLineMode(rest)


class OnlyLines(Talk, basic.LineOnlyReceiver):
    def send(self, string):
        self.sendLine(string)

    def lineReceived(self, line):
        self.got(line)


class Strings(Talk):
    def send(self, string):
        self.sendString(string)

    def stringReceived(self, string):
        self.got(string)


class Netstrings(Strings, basic.NetstringReceiver):
    pass


class Int8Strings(Strings, basic.Int8StringReceiver):
    pass


class Int16Strings(Strings, basic.Int16StringReceiver):
    pass


class Int32Strings(Strings, basic.Int32StringReceiver):
    pass


class StartsTls(Teller, basic.LineReceiver):
    """Says each line, and whether it came over TLS. With extra=TEXT that text follows what is said last in clear."""

    def lineReceived(self, line):
        say("secure" if self.transport.TLS else "clear", line.decode("ascii"))
        self.answer(line)

    def sendLast(self, line):
        self.transport.write(line + b"\r\n" + options.get("extra", "").encode("ascii"))


class StartTlsServer(StartsTls):
    """Answers lines backwards, and starts TLS when it is asked to."""

    def answer(self, line):
        if line == b"STARTTLS":
            self.sendLast(b"go ahead")
            with open(options["tls"] + "/good.pem") as pem, open(options["tls"] + "/good.key") as key:
                self.transport.startTLS(ssl.PrivateCertificate.loadPEM(pem.read() + "\n" + key.read()).options())
        else:
            self.sendLine(line[::-1])


class StartTlsClient(StartsTls):
    """Speaks in clear, asks for TLS, says something secret, closes."""

    def connectionMade(self):
        self.sendLine(b"in clear")

    def answer(self, line):
        if line == b"raelc ni":
            self.sendLast(b"STARTTLS")
        elif line == b"go ahead":
            self.transport.startTLS(ssl.optionsForClientTLS("localhost", trustRoot=root()))
            self.sendLine(b"secret")
        elif line == b"terces":
            self.transport.loseConnection()


@implementer(interfaces.IHalfCloseableProtocol)
class AnswerAtEnd(Teller):
    """Keeps what it gets; when the other end has no more to say, answers with all of it and closes."""

    def connectionMade(self):
        self.received = bytearray()

    def dataReceived(self, data):
        self.received += data

    def readConnectionLost(self):
        say("read end", len(self.received))
        self.transport.write(bytes(self.received))
        self.transport.loseConnection()

    def writeConnectionLost(self):
        say("write end")


@implementer(interfaces.IHalfCloseableProtocol)
class AskAndEnd(Teller):
    """Says what it has to say and ends its direction; then takes what comes."""

    def connectionMade(self):
        self.count = 0
        self.transport.write(b"q" * int(options["size"]))
        self.transport.loseWriteConnection()

    def dataReceived(self, data):
        self.count += len(data)

    def writeConnectionLost(self):
        say("write end")

    def readConnectionLost(self):
        say("read end", self.count)
        self.transport.loseConnection()


class Aborter(Teller):
    """Resets the connection at the first byte."""

    def dataReceived(self, data):
        say("aborts")
        self.transport.abortConnection()


class Greeter(Teller):
    """Says hello, then waits."""

    def connectionMade(self):
        self.transport.write(b"hello")


class Closer(Teller):
    """Closes in order at the first byte."""

    def dataReceived(self, data):
        self.transport.loseConnection()


@implementer(interfaces.IPullProducer)
class Exchange(Teller):
    """Sends size bytes while it gets size bytes; says the sums of both."""

    def connectionMade(self):
        self.toSend = self.toReceive = int(options["size"])
        self.sent, self.received = hashlib.sha256(), hashlib.sha256()
        self.piece = bytearray(i * 11 % 253 for i in range(65536))
        self.transport.registerProducer(self, False)

    def resumeProducing(self):
        # No piece is like another, so that none can be lost, doubled or moved unseen.
        self.piece[:8] = self.toSend.to_bytes(8, "big")
        piece = bytes(self.piece[:self.toSend])
        self.sent.update(piece)
        self.toSend -= len(piece)
        self.transport.write(piece)
        if not self.toSend:
            self.transport.unregisterProducer()
            say("sent", self.sent.hexdigest())

    def stopProducing(self):
        say("stopped")

    def dataReceived(self, data):
        self.received.update(data)
        self.toReceive -= len(data)
        if not self.toReceive:
            say("received", self.received.hexdigest())


class UdpEcho(protocol.DatagramProtocol):
    def datagramReceived(self, datagram, address):
        self.transport.write(datagram, address)


class UdpPing(protocol.DatagramProtocol):
    """Sends count datagrams, the next when the last has come back."""

    def startProtocol(self):
        self.left = int(options["count"])
        self.transport.connect("127.0.0.1", int(description.split(":")[1]))
        self.ping()

    def ping(self):
        self.datagram = b"%d " % self.left + b"p" * (self.left * 13 % 1400)
        self.transport.write(self.datagram)

    def datagramReceived(self, datagram, address):
        if datagram != self.datagram:
            say("different", len(datagram))
        self.left -= 1
        if self.left:
            self.ping()
        else:
            say("all came back")


class UntilInputEnds(protocol.Protocol):
    def connectionLost(self, reason):
        reactor.stop()


def root():
    with open(options["tls"] + "/root.pem") as pem:
        return ssl.trustRootFromCertificates([ssl.Certificate.loadPEM(pem.read())])


class Reconnecting(protocol.ReconnectingClientFactory):
    initialDelay, maxDelay = 0.005, 0.02

    def clientConnectionFailed(self, connector, reason):
        say("not connected", reason.type.__name__)
        super().clientConnectionFailed(connector, reason)


stdio.StandardIO(UntilInputEnds())
made = globals()[role]
if description.startswith("udp:"):
    opened = reactor.listenUDP(0, made(), interface="127.0.0.1")
    if verb == "serve":
        say("listening", opened.getHost().port)
elif verb == "serve":
    listening = endpoints.serverFromString(reactor, description).listen(protocol.Factory.forProtocol(made))
    listening.addCallback(lambda opened: say("listening", getattr(opened.getHost(), "port", 0)))
    listening.addErrback(lambda reason: say("not listening", reason))
elif verb == "reconnect":
    reactor.connectTCP("127.0.0.1", int(description.split(":")[2]), Reconnecting.forProtocol(made))
else:
    connecting = endpoints.clientFromString(reactor, description).connect(protocol.Factory.forProtocol(made))
    connecting.addErrback(lambda reason: say("not connected", reason.type.__name__))
reactor.run()
