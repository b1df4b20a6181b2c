"""inlineCallbacks that wait for each other and for time."""

from twisted.internet.defer import Deferred, inlineCallbacks, succeed
from twisted.internet.task import Clock

from recorder import Trouble


def methodFiresWhatAnotherAwaits(say):
    ping, pong = Deferred(), Deferred()

    @inlineCallbacks
    def first():
        say("first waits")
        got = yield ping
        say("first has", got, "and fires pong")
        pong.callback("pong")
        say("first goes on")
        return "first done"

    @inlineCallbacks
    def second():
        say("second fires ping")
        ping.callback("ping")
        say("second waits")
        got = yield pong
        say("second has", got)
        return "second done"

    a = first()
    a.addCallback(say.then("callback of the first"))
    b = second()
    b.addCallback(say.then("callback of the second"))

    @inlineCallbacks
    def third():
        say("third waits")
        got = yield other
        say("third has", got)

    @inlineCallbacks
    def fourth():
        say("fourth fires")
        other.callback("other")
        say("fourth goes on")
        yield succeed(None)

    other = Deferred()
    say.watch(third(), "third ends")
    say.watch(fourth(), "fourth ends")


def methodsTakeTurns(say):
    turns = [Deferred() for i in range(6)]

    @inlineCallbacks
    def method(name, mine):
        total = 0
        for turn in mine:
            total += yield turn
            say(name, "total", total)
        return total

    a, b = method("a", turns[0::2]), method("b", turns[1::2])
    say.watch(a, "a ends")
    say.watch(b, "b ends")
    for i in (0, 1, 3, 4, 2, 5):
        say("turn", i)
        turns[i].callback(i)


def twoAwaitOne(say):
    d = Deferred()

    @inlineCallbacks
    def method(name):
        say(name, "waits")
        got = yield d
        say(name, "has", got)
        return got

    first, second = method("first"), method("second")
    say.watch(first, "first ends")
    say.watch(second, "second ends")
    say("firing")
    d.callback("value")
    say.watch(d, "at the end")


def methodReturnedFromACallback(say):
    step = Deferred(lambda deferred: say("the step's canceller"))

    @inlineCallbacks
    def method(v):
        say("method begins with", v)
        got = yield step
        say("method has", got)
        return v + " " + got

    d = Deferred()
    d.addCallback(method)
    d.addCallback(say.then("after the method"))
    d.callback("start")
    say("paused", d.paused)
    step.callback("step")
    say("paused", d.paused)
    step = Deferred(lambda deferred: say("the next step's canceller"))
    d.addCallback(method)
    say("cancelling")
    d.cancel()
    say("paused", d.paused)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def retries(say):
    clock = Clock()

    def attempt(n):
        d = Deferred()
        if n < 3:
            clock.callLater(1, lambda: d.errback(Trouble("attempt %d" % n)))
        else:
            clock.callLater(1, lambda: d.callback("attempt %d" % n))
        return d

    def wait(seconds):
        d = Deferred()
        clock.callLater(seconds, lambda: d.callback(None))
        return d

    @inlineCallbacks
    def method():
        for n in range(1, 5):
            try:
                got = yield attempt(n)
                say("at", clock.seconds(), "has", got)
                return got
            except Trouble as e:
                say("at", clock.seconds(), "caught", e)
                yield wait(0.5 * n)
                say("at", clock.seconds(), "again")

    m = method()
    say.watch(m, "ends")
    for i in range(12):
        clock.advance(0.5)
