"""What a timeout becomes when its owner decides."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from recorder import Disaster, Trouble
from timeouts import pending


def onTimeoutCancelCalled(say):
    clock = Clock()
    d = Deferred(lambda deferred: say("canceller"))
    say.watch(d, "before it")

    def onTimeoutCancel(value, timeout):
        say("on timeout", value, "after", timeout)
        return "instead"

    d.addTimeout(2, clock, onTimeoutCancel)
    say.watch(d, "after it")
    clock.advance(1)
    say("one second")
    clock.advance(1)
    say("two seconds", "pending", pending(clock))
    say.watch(d, "at the end")


def onTimeoutCancelRaises(say):
    clock = Clock()
    d = Deferred()

    def onTimeoutCancel(value, timeout):
        say("on timeout", value)
        raise Disaster("too slow")

    d.addTimeout(1, clock, onTimeoutCancel)
    say.watch(d, "after it")
    clock.advance(1)
    say("pending", pending(clock))
    say.attempt("late callback", d.callback, "late")
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def onTimeoutCancelNotCalled(say):
    clock = Clock()

    def onTimeoutCancel(value, timeout):
        say("never", value)
        return value

    inTime, failing, cancelled = Deferred(), Deferred(), Deferred()
    for d, name in ((inTime, "in time"), (failing, "failing"), (cancelled, "cancelled")):
        d.addTimeout(2, clock, onTimeoutCancel)
        say.watch(d, name)
    say("pending", pending(clock))
    inTime.callback("value")
    failing.errback(Trouble("early"))
    cancelled.cancel()
    say("pending", pending(clock))
    clock.advance(3)
    say.quiet(failing)
    say.quiet(cancelled)


def onTimeoutCancelWithValues(say):
    clock = Clock()

    def onTimeoutCancel(value, timeout):
        say("on timeout", value, "after", timeout)
        return value

    giving = Deferred(lambda deferred: deferred.callback("partial"))
    giving.addTimeout(1, clock, onTimeoutCancel)
    say.watch(giving, "giving")
    recovering = Deferred()
    recovering.addErrback(say.then("recovers before", lambda f: "recovered"))
    recovering.addTimeout(2, clock, onTimeoutCancel)
    say.watch(recovering, "recovering")
    failing = Deferred(lambda deferred: deferred.errback(Trouble("stopped")))
    failing.addTimeout(3, clock, onTimeoutCancel)
    say.watch(failing, "failing")
    for i in range(3):
        clock.advance(1)
        say("second", i + 1)
    say.quiet(failing)


def onTimeoutCancelOfTwo(say):
    clock = Clock()

    def named(name):
        def onTimeoutCancel(value, timeout):
            say(name, value, "after", timeout)
            return value

        return onTimeoutCancel

    d = Deferred()
    d.addTimeout(1, clock, named("first"))
    d.addTimeout(1, clock, named("second"))
    say.watch(d, "after both")
    clock.advance(1)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")
