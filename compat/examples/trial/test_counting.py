"""Tests of a small protocol, as trial runs them."""

from twisted.internet import defer, error, task
from twisted.internet.testing import StringTransport
from twisted.protocols import basic, policies
from twisted.python import failure, log
from twisted.trial import unittest


class Counter(basic.LineReceiver, policies.TimeoutMixin):
    """Counts lines, and tells when there are enough of them."""

    def __init__(self, clock, enough):
        self.callLater = clock.callLater
        self.enough = enough
        self.count = 0
        self.done = defer.Deferred()

    def connectionMade(self):
        self.setTimeout(60)

    def lineReceived(self, line):
        self.resetTimeout()
        if not line:
            log.err(ValueError("an empty line"))
            return
        self.count += 1
        self.sendLine(b"%d" % self.count)
        if self.count == self.enough:
            self.setTimeout(None)
            self.done.callback(self.count)

    def connectionLost(self, reason):
        self.setTimeout(None)
        if not self.done.called:
            self.done.errback(reason)


class CounterTests(unittest.TestCase):
    def setUp(self):
        self.clock = task.Clock()
        self.transport = StringTransport()
        self.counter = Counter(self.clock, 2)
        self.counter.makeConnection(self.transport)

    def test_answers(self):
        self.counter.dataReceived(b"one\r\n")
        self.assertEqual(self.transport.value(), b"1\r\n")
        self.assertNoResult(self.counter.done)

    def test_enough(self):
        self.counter.dataReceived(b"one\r\ntwo\r\n")
        self.assertEqual(self.successResultOf(self.counter.done), 2)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_silence(self):
        self.clock.advance(59)
        self.counter.dataReceived(b"one\r\n")
        self.clock.advance(59)
        self.assertFalse(self.transport.disconnecting)
        self.clock.advance(1)
        self.assertTrue(self.transport.disconnecting)

    def test_lost(self):
        self.counter.connectionLost(failure.Failure(error.ConnectionDone()))
        self.failureResultOf(self.counter.done, error.ConnectionDone)

    def test_emptyLine(self):
        self.counter.dataReceived(b"\r\n")
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)
        self.assertEqual(self.counter.count, 0)

    def test_later(self):
        d = task.deferLater(self.clock, 5, lambda: "later")
        self.assertNoResult(d)
        self.clock.advance(5)
        self.assertEqual(self.successResultOf(d), "later")

    def test_assertFailure(self):
        d = self.assertFailure(defer.fail(error.ConnectionDone()), error.ConnectionDone)
        self.assertIsInstance(self.successResultOf(d), error.ConnectionDone)
