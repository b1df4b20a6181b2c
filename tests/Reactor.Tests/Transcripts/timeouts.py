"""Timeouts and what they do to callbacks before and after them."""

from twisted.internet.defer import Deferred, TimeoutError, inlineCallbacks, succeed
from twisted.internet.task import Clock

from recorder import Disaster, Trouble


def pending(clock):
    return len(clock.getDelayedCalls())


def timeoutFires(say):
    clock = Clock()
    d = Deferred(lambda deferred: say("canceller"))
    say.watch(d, "before it")
    d.addTimeout(2, clock)
    say.watch(d, "after it")
    say("pending", pending(clock))
    clock.advance(1)
    say("one second", "called", d.called)
    clock.advance(1)
    say("two seconds", "called", d.called, "pending", pending(clock))
    say.attempt("late callback", d.callback, "late")
    d.addErrback(say.then("errback", lambda f: "recovered"))
    clock.advance(5)
    say.watch(d, "at the end")


def timeoutInTime(say):
    clock = Clock()
    d = Deferred(lambda deferred: say("canceller, never"))
    d.addCallback(say.then("before it", lambda v: v + "!"))
    d.addTimeout(2, clock)
    d.addCallback(lambda v: say("after it", v, "pending", pending(clock)) or v)
    clock.advance(1)
    say("pending", pending(clock))
    d.callback("in time")
    say("pending", pending(clock))
    clock.advance(5)
    say.watch(d, "at the end")


def timeoutAndAFailure(say):
    clock = Clock()
    d = Deferred()
    say.watch(d, "before it")
    d.addTimeout(2, clock)
    say.watch(d, "after it")
    clock.advance(1.5)
    d.errback(Trouble("in time"))
    say("pending", pending(clock))
    clock.advance(5)
    d.addErrback(say.then("errback", lambda f: None))
    say.watch(d, "at the end")


def timeoutAndAUsersCancel(say):
    clock = Clock()
    d = Deferred(lambda deferred: say("canceller"))
    d.addTimeout(2, clock)
    say.watch(d, "after it")
    clock.advance(1)
    d.cancel()
    say("pending", pending(clock))
    clock.advance(5)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def timeoutCancellerGivesAValue(say):
    clock = Clock()
    d = Deferred(lambda deferred: deferred.callback("partial"))
    say.watch(d, "before it")
    d.addTimeout(2, clock)
    say.watch(d, "after it")
    clock.advance(3)
    say("called", d.called)
    say.attempt("late callback", d.callback, "late")
    say.watch(d, "at the end")


def timeoutCancellerFails(say):
    clock = Clock()
    d = Deferred(lambda deferred: deferred.errback(Trouble("stopped")))
    say.watch(d, "before it")
    d.addTimeout(2, clock)
    say.watch(d, "after it")
    clock.advance(2)
    say("called", d.called)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def timeoutLateFires(say):
    clock = Clock()
    d = Deferred()
    d.addTimeout(1, clock)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    clock.callLater(2, lambda: say.attempt("first late fire", d.callback, "late"))
    clock.callLater(3, lambda: say.attempt("second late fire", d.callback, "later"))
    for i in range(4):
        clock.advance(1)
        say("second", i + 1)
    say.watch(d, "at the end")


def timeoutCoversCallbacksBefore(say):
    clock = Clock()
    step = Deferred(lambda deferred: say("the step's canceller"))
    d = Deferred(lambda deferred: say("canceller, never"))
    d.addCallback(say.then("waits for a step", lambda v: step))
    say.watch(d, "before it")
    d.addTimeout(5, clock)
    say.watch(d, "after it")
    clock.advance(3)
    d.callback("start")
    say("pending", pending(clock))
    clock.advance(3)
    say("pending", pending(clock), "step called", step.called)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(step, "step at the end")
    say.watch(d, "at the end")


def timeoutLeavesCallbacksAfter(say):
    clock = Clock()
    step = Deferred(lambda deferred: say("the step's canceller, never"))
    d = Deferred()
    d.addTimeout(5, clock)
    d.addCallback(say.then("waits for a step", lambda v: step))
    say.watch(d, "after the step")
    clock.advance(3)
    d.callback("start")
    say("pending", pending(clock), "paused", d.paused)
    clock.advance(30)
    say("paused", d.paused)
    step.callback("slow")
    say.watch(d, "at the end")


def timeoutHandledBefore(say):
    clock = Clock()
    d = Deferred()
    d.addErrback(say.then("errback before it", lambda f: "instead"))
    d.addTimeout(1, clock)
    d.addErrback(say.then("skipped"))
    d.addCallback(say.then("after it", lambda v: v + "!"))
    clock.advance(2)
    say("pending", pending(clock))
    say.watch(d, "at the end")


def timeoutTurnedBefore(say):
    clock = Clock()
    d = Deferred()
    d.addErrback(say.fails("errback before it", Disaster("worse")))
    d.addTimeout(1, clock)
    say.watch(d, "after it")
    clock.advance(2)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def timeoutErrbackBeforeWaits(say):
    clock = Clock()
    cleanup = Deferred()
    d = Deferred()
    d.addErrback(say.then("cleans up", lambda f: cleanup))
    d.addTimeout(1, clock)
    say.watch(d, "after it")
    clock.advance(2)
    say("paused", d.paused, "pending", pending(clock))
    clock.advance(10)
    cleanup.errback(Trouble("no cleanup"))
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def timeoutOnAFiredOne(say):
    clock = Clock()
    d = succeed("ready")
    d.addTimeout(5, clock)
    say("pending", pending(clock))
    say.watch(d, "after it")
    step = Deferred(lambda deferred: say("canceller"))
    d.addCallback(say.then("waits", lambda v: step))
    d.addTimeout(5, clock)
    say("pending", pending(clock))
    clock.advance(5)
    say.watch(d, "after the second")
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say("pending", pending(clock))


def twoTimeoutsShortOneLast(say):
    clock = Clock()
    d = Deferred(lambda deferred: say("canceller"))
    d.addTimeout(5, clock)
    say.watch(d, "after the long one")
    d.addTimeout(2, clock)
    say.watch(d, "after the short one")
    say("pending", pending(clock))
    clock.advance(2)
    say("pending", pending(clock))
    clock.advance(5)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def twoTimeoutsShortOneFirst(say):
    clock = Clock()
    d = Deferred(lambda deferred: say("canceller"))
    d.addTimeout(2, clock)
    say.watch(d, "after the short one")
    d.addErrback(say.then("errback between", lambda f: Deferred(lambda deferred: say("second canceller"))))
    d.addTimeout(5, clock)
    say.watch(d, "after the long one")
    clock.advance(2)
    say("pending", pending(clock), "paused", d.paused)
    clock.advance(3)
    say("pending", pending(clock), "paused", d.paused)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def timeoutOfZero(say):
    clock = Clock()
    d = Deferred()
    d.addTimeout(0, clock)
    say.watch(d, "after it")
    say("called", d.called, "pending", pending(clock))
    clock.advance(0)
    say("called", d.called, "pending", pending(clock))
    e = Deferred()
    e.addTimeout(0, clock)
    e.callback("quick")
    clock.advance(0)
    say.watch(e, "other")
    say.quiet(d)


def timeoutWhilePaused(say):
    clock = Clock()
    d = Deferred()
    d.addTimeout(1, clock)
    say.watch(d, "after it")
    d.pause()
    clock.advance(2)
    say("called", d.called, "paused", d.paused)
    d.unpause()
    d.addErrback(say.then("errback", lambda f: "recovered"))
    other = Deferred()
    other.addTimeout(1, clock)
    say.watch(other, "other")
    other.pause()
    other.callback("held")
    say("pending", pending(clock))
    clock.advance(2)
    say("pending", pending(clock))
    other.unpause()
    say.watch(other, "other at the end")


def timeoutIsCaught(say):
    clock = Clock()
    d = Deferred()
    d.addTimeout(1, clock)

    def trapping(f):
        f.trap(TimeoutError)
        say("trapped", f)
        return "default"

    d.addErrback(trapping)
    say.watch(d, "d")
    other = Deferred()
    other.addTimeout(1, clock)
    other.addErrback(trapping)
    say.watch(other, "other")
    other.cancel()
    clock.advance(1)
    say.quiet(other)


def timeoutOfAMethod(say):
    clock = Clock()
    step = Deferred(lambda deferred: say("the step's canceller"))

    @inlineCallbacks
    def method():
        say("method waits")
        try:
            yield step
        except Exception as e:
            say("method sees", e)
            raise
        finally:
            say("method ends")

    d = method()
    d.addTimeout(3, clock)
    say.watch(d, "after it")
    clock.advance(2)
    say("two seconds")
    clock.advance(2)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say("pending", pending(clock))


def timeoutInsideAMethod(say):
    clock = Clock()

    def ask():
        answer = Deferred(lambda deferred: say("canceller"))
        clock.callLater(3, lambda: None if answer.called else answer.callback("answer"))
        return answer

    @inlineCallbacks
    def method():
        for seconds in (1, 2, 4):
            try:
                got = yield ask().addTimeout(seconds, clock)
            except TimeoutError as e:
                say("try of", seconds, e, "at", clock.seconds())
            else:
                say("got", got, "at", clock.seconds())
                return got
        return "nothing"

    d = method()
    say.watch(d, "ends")
    for i in range(8):
        clock.advance(1)
    say("pending", pending(clock))
