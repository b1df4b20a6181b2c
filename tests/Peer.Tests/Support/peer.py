"""One end of a connection on the real Twisted: peer.py ROLE PORT [key=value ...].

A server takes port 0 and says "listening PORT"; a client connects to the port. Both say what happens to them, a line for each event, and
end when their standard input does. With tls=FOLDER the connection is TLS: a server shows FOLDER/good.pem, a client trusts FOLDER/root.pem.
"""
import hashlib
import sys

from twisted.internet import endpoints, interfaces, protocol, reactor, ssl, stdio
from twisted.protocols import basic
from zope.interface import implementer

role, port = sys.argv[1], int(sys.argv[2])
options = dict(argument.split("=", 1) for argument in sys.argv[3:])


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


class Backwards:
    """Answers each string with its bytes in reverse order."""

    def got(self, string):
        self.answer(string[::-1])


class LineServer(Backwards, Teller, basic.LineReceiver):
    def lineReceived(self, line):
        self.got(line)

    def answer(self, string):
        self.sendLine(string)


class NetstringServer(Backwards, Teller, basic.NetstringReceiver):
    def stringReceived(self, string):
        self.got(string)

    def answer(self, string):
        self.sendString(string)


class StringsClient:
    """Sends strings of many lengths, wants each back, closes."""

    def connectionMade(self):
        self.left = [bytes(97 + i % 26 for i in range(length)) for length in (0, 1, 9, 10, 99, 100, 8000, 16000)]
        for string in self.left:
            self.send(string)

    def got(self, string):
        if string != self.left.pop(0):
            say("different", len(string))
        if not self.left:
            say("all came back")
            self.transport.loseConnection()


class LineClient(StringsClient, Teller, basic.LineReceiver):
    def send(self, string):
        self.sendLine(string)

    def lineReceived(self, line):
        self.got(line)


class NetstringClient(StringsClient, Teller, basic.NetstringReceiver):
    def send(self, string):
        self.sendString(string)

    def stringReceived(self, string):
        self.got(string)


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
        self.transport.connect("127.0.0.1", port)
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


stdio.StandardIO(UntilInputEnds())
if role.startswith("Udp") and port == 0:
    opened = reactor.listenUDP(0, globals()[role](), interface="127.0.0.1")
    say("listening", opened.getHost().port)
elif role.startswith("Udp"):
    reactor.listenUDP(0, globals()[role](), interface="127.0.0.1")
elif port == 0:
    where = "tcp:0" if "tls" not in options else "ssl:0:certKey={0}/good.pem:privateKey={0}/good.key".format(options["tls"])
    listening = endpoints.serverFromString(reactor, where + ":interface=127.0.0.1").listen(
        protocol.Factory.forProtocol(globals()[role]))
    listening.addCallback(lambda opened: say("listening", opened.getHost().port))
else:
    endpoint = endpoints.clientFromString(reactor, "tcp:127.0.0.1:%d" % port)
    if "tls" in options:
        with open(options["tls"] + "/root.pem") as pem:
            root = ssl.trustRootFromCertificates([ssl.Certificate.loadPEM(pem.read())])
        endpoint = endpoints.wrapClientTLS(ssl.optionsForClientTLS("localhost", trustRoot=root), endpoint)
    connecting = endpoint.connect(protocol.Factory.forProtocol(globals()[role]))
    connecting.addErrback(lambda reason: say("not connected", reason.type.__name__))
reactor.run()
