"""Time that stands still until it is moved."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock, deferLater

from recorder import Trouble


def callsInOrder(say):
    clock = Clock()
    for name, delay in (("c", 3), ("a", 1), ("b", 2), ("a too", 1), ("c too", 3), ("now", 0)):
        clock.callLater(delay, lambda name=name: say(name, "at", clock.seconds()))
    say("made", len(clock.getDelayedCalls()))
    clock.advance(0)
    say("at", clock.seconds())
    clock.advance(1)
    say("at", clock.seconds())
    clock.advance(0.5)
    say("at", clock.seconds())
    clock.advance(5)
    say("left", len(clock.getDelayedCalls()))


def callsThatMakeCalls(say):
    clock = Clock()

    def first():
        say("first at", clock.seconds())
        clock.callLater(0, second)
        clock.callLater(1, lambda: say("a second later at", clock.seconds()))
        say("first ends")

    def second():
        say("second at", clock.seconds())
        clock.callLater(0, lambda: say("third at", clock.seconds()))
        say("second ends")

    clock.callLater(1, first)
    clock.callLater(1, lambda: say("beside first at", clock.seconds()))
    clock.callLater(2, lambda: say("two at", clock.seconds()))
    clock.advance(1)
    say("left", len(clock.getDelayedCalls()))
    clock.advance(1)
    say("left", len(clock.getDelayedCalls()))


def timeJumpsToTheEnd(say):
    clock = Clock()

    def again(n):
        say("call", n, "at", clock.seconds())
        if n < 4:
            clock.callLater(1, lambda: again(n + 1))

    clock.callLater(1, lambda: again(1))
    clock.callLater(2, lambda: say("two at", clock.seconds()))
    clock.advance(5)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    clock.advance(1)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    clock.pump([0.25, 0.25, 0.25, 0.25])
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    clock.pump([1, 1])
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))


def cancelledCalls(say):
    clock = Clock()
    a = clock.callLater(1, lambda: say("a, never"))
    b = clock.callLater(1, lambda: say("b"))
    c = clock.callLater(2, lambda: say("c, never"))
    say("active", a.active(), b.active(), c.active())
    a.cancel()
    say("active", a.active(), b.active(), c.active())
    say.attempt("cancelling it again", a.cancel)
    say.attempt("moving it", a.reset, 5)
    say.attempt("delaying it", a.delay, 5)
    say("left", len(clock.getDelayedCalls()))
    clock.callLater(1, c.cancel)
    clock.advance(1)
    say("active", a.active(), b.active(), c.active())
    say.attempt("cancelling what was made", b.cancel)
    say.attempt("moving what was made", b.reset, 1)
    clock.advance(5)
    say("left", len(clock.getDelayedCalls()))


def movedCalls(say):
    clock = Clock()
    a = clock.callLater(1, lambda: say("a at", clock.seconds()))
    b = clock.callLater(2, lambda: say("b at", clock.seconds()))
    c = clock.callLater(3, lambda: say("c at", clock.seconds()))
    say("due", a.getTime(), b.getTime(), c.getTime())
    a.reset(2.5)
    say("due", a.getTime(), b.getTime(), c.getTime())
    clock.advance(0.5)
    c.reset(1)
    say("due", a.getTime(), b.getTime(), c.getTime())
    b.delay(2)
    say("due", a.getTime(), b.getTime(), c.getTime())
    clock.advance(1)
    say("at", clock.seconds())
    b.delay(-1.5)
    say("due", b.getTime())
    clock.advance(1)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    clock.advance(1)
    say("left", len(clock.getDelayedCalls()))


def movedToTheSameTime(say):
    clock = Clock()
    calls = {}
    for name, delay in (("a", 1), ("b", 2), ("c", 3), ("d", 3)):
        calls[name] = clock.callLater(delay, lambda name=name: say(name, "at", clock.seconds()))
    calls["a"].reset(3)
    calls["b"].delay(1)
    calls["d"].reset(3)
    clock.callLater(3, lambda: say("e at", clock.seconds()))
    say("due", *[calls[name].getTime() for name in "abcd"])
    clock.advance(3)
    say("left", len(clock.getDelayedCalls()))


def callsMoveOthers(say):
    clock = Clock()

    def mover():
        say("mover at", clock.seconds())
        later.reset(2)
        sooner.reset(0)
        gone.cancel()
        say("active", self[0].active())
        say.attempt("cancelling itself", self[0].cancel)
        say.attempt("moving itself", self[0].reset, 1)

    self = [clock.callLater(1, mover)]
    later = clock.callLater(1, lambda: say("later at", clock.seconds()))
    gone = clock.callLater(1, lambda: say("never"))
    sooner = clock.callLater(9, lambda: say("sooner at", clock.seconds()))
    clock.advance(1)
    say("left", len(clock.getDelayedCalls()))
    clock.advance(1)
    clock.advance(1)
    say("left", len(clock.getDelayedCalls()))


def callThatRaises(say):
    clock = Clock()

    def raising():
        say("raising at", clock.seconds())
        raise Trouble("in a call")

    clock.callLater(1, lambda: say("before it"))
    clock.callLater(1, raising)
    clock.callLater(1, lambda: say("after it at", clock.seconds()))
    say.attempt("advancing", clock.advance, 2)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    say.attempt("advancing", clock.advance, 1)
    say("left", len(clock.getDelayedCalls()))


def advanceInsideACall(say):
    clock = Clock()

    def advancing():
        say("advancing at", clock.seconds())
        clock.advance(2)
        say("goes on at", clock.seconds())

    clock.callLater(1, advancing)
    clock.callLater(1, lambda: say("beside it at", clock.seconds()))
    clock.callLater(2, lambda: say("two at", clock.seconds()))
    clock.callLater(4, lambda: say("four at", clock.seconds()))
    clock.advance(1)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    clock.advance(1)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))


def callsAndDeferreds(say):
    clock = Clock()
    first, second = Deferred(), Deferred()
    first.addCallback(say.then("first waits", lambda v: second))
    first.addCallback(lambda v: say("first goes on with", v, "at", clock.seconds()))
    clock.callLater(1, lambda: first.callback("one"))
    clock.callLater(2, lambda: second.callback("two"))
    timer = clock.callLater(3, lambda: say("never"))
    second.addCallback(lambda v: timer.cancel() or v)
    clock.pump([0.5, 0.5])
    say("paused", first.paused)
    clock.pump([0.5, 0.5])
    say("left", len(clock.getDelayedCalls()), "active", timer.active())


def deferLaterShapes(say):
    clock = Clock()

    def work(name):
        def f():
            say(name, "at", clock.seconds())
            return name

        return f

    def raising():
        say("raising at", clock.seconds())
        raise Trouble("in the call")

    say.watch(deferLater(clock, 1, work("a")), "a gave")
    say.watch(deferLater(clock, 3), "nothing gave")
    failing = deferLater(clock, 2, raising)
    say.watch(failing, "raising gave")
    step = Deferred()
    waiting = deferLater(clock, 2, lambda: step)
    say.watch(waiting, "waiting gave")
    say("made", len(clock.getDelayedCalls()))
    for i in range(3):
        clock.advance(1)
        say("second", i + 1, "left", len(clock.getDelayedCalls()))
    step.callback("step")
    say.quiet(failing)


def deferLaterCancelled(say):
    clock = Clock()
    d = deferLater(clock, 1, lambda: say("never"))
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say("left", len(clock.getDelayedCalls()))
    d.cancel()
    say("left", len(clock.getDelayedCalls()))
    clock.advance(2)
    say.watch(d, "at the end")
    step = Deferred(lambda deferred: say("the step's canceller"))
    e = deferLater(clock, 1, lambda: step)
    clock.advance(1)
    say("waiting", "paused", e.paused)
    e.cancel()
    e.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(e, "at the end")
    f = deferLater(clock, 1, lambda: "value")
    clock.advance(1)
    f.cancel()
    say.watch(f, "fired before")
