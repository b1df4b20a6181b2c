"""Cancellations at every stage."""

from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import Clock

from recorder import Disaster, Trouble


def cancelWithoutCanceller(say):
    d = Deferred()
    d.addCallback(say.then("skipped"))
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "watched")
    say("cancelling")
    d.cancel()
    say("called", d.called)
    say.attempt("late callback", d.callback, "late")
    say.watch(d, "still")
    say.attempt("second callback", d.callback, "later")
    say.attempt("errback", d.errback, Trouble("latest"))
    say.watch(d, "at the end")


def cancelThenLateErrback(say):
    d = Deferred()
    d.cancel()
    say("called", d.called)
    say.attempt("late errback", d.errback, Trouble("late"))
    d.addErrback(say.then("errback", lambda f: None))
    say.attempt("second errback", d.errback, Trouble("later"))
    say.attempt("callback", d.callback, "latest")
    say.watch(d, "at the end")


def cancelManyTimes(say):
    d = Deferred()
    say.watch(d, "watched")
    for i in range(3):
        d.cancel()
        say("cancelled", i + 1)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    d.cancel()
    say.attempt("late callback", d.callback, "late")
    say.attempt("second callback", d.callback, "later")
    d.cancel()
    say.attempt("third callback", d.callback, "latest")
    say.watch(d, "at the end")


def cancellerThatOnlyStops(say):
    def canceller(deferred):
        say("canceller", deferred is d, "called", deferred.called)

    d = Deferred(canceller)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    d.cancel()
    say("called", d.called)
    d.cancel()
    say.attempt("late callback", d.callback, "late")
    say.attempt("late errback", d.errback, Trouble("late"))
    say.watch(d, "at the end")


def cancellerThatGivesAValue(say):
    def canceller(deferred):
        say("canceller fires")
        deferred.callback("from the canceller")
        say("canceller ends", "called", deferred.called)

    d = Deferred(canceller)
    d.addCallback(say.then("callback", lambda v: v + "!"))
    d.addErrback(say.then("skipped"))
    d.cancel()
    say("cancelled")
    say.attempt("late callback", d.callback, "late")
    d.cancel()
    say.watch(d, "at the end")


def cancellerThatFails(say):
    def canceller(deferred):
        say("canceller")
        deferred.errback(Trouble("stopped"))

    d = Deferred(canceller)
    d.addCallback(say.then("skipped"))
    d.addErrback(say.fails("errback", Disaster("on top")))
    say.watch(d, "watched")
    d.cancel()
    say.attempt("late errback", d.errback, Trouble("late"))
    d.addErrback(say.then("taken", lambda f: None))
    d.cancel()
    say.watch(d, "at the end")


def cancellerThatRaises(say):
    def canceller(deferred):
        say("canceller raises")
        raise Trouble("in the canceller")

    d = Deferred(canceller)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.attempt("cancelling", d.cancel)
    say("called", d.called)
    say.attempt("late callback", d.callback, "late")
    say.watch(d, "at the end")


def cancellerThatCancels(say):
    entered = []

    def canceller(deferred):
        say("canceller", len(entered))
        if not entered:
            entered.append(True)
            deferred.cancel()
            say("cancelled in it", "called", deferred.called)

    d = Deferred(canceller)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    d.cancel()
    say("called", d.called)
    say.attempt("late callback", d.callback, "late")
    say.watch(d, "at the end")


def cancellerThatFiresLater(say):
    clock = Clock()

    def canceller(deferred):
        say("canceller will fire")
        clock.callLater(1, lambda: say.attempt("it fires", deferred.callback, "late"))

    d = Deferred(canceller)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    d.cancel()
    say("called", d.called)
    clock.advance(2)
    say.watch(d, "at the end")


def cancellerThatAddsCallbacks(say):
    def canceller(deferred):
        say("canceller adds")
        deferred.addErrback(say.then("added in the canceller", lambda f: "from there"))
        deferred.addCallback(say.then("added too"))

    d = Deferred(canceller)
    say.watch(d, "watched")
    d.cancel()
    say("cancelled")
    say.watch(d, "at the end")


def cancelFired(say):
    d = Deferred(lambda deferred: say("canceller, never"))
    d.addCallback(say.then("callback", lambda v: v + 1))
    d.callback(1)
    d.cancel()
    say.watch(d, "still")
    say.attempt("second callback", d.callback, 2)
    failed = Deferred()
    failed.errback(Trouble("first"))
    failed.cancel()
    say.attempt("second errback", failed.errback, Trouble("second"))
    failed.addErrback(say.then("errback", lambda f: 0))
    failed.cancel()
    say.watch(failed, "at the end")


def cancelInItsOwnCallback(say):
    def cancelling(v):
        say("cancelling", v)
        d.cancel()
        say("goes on")
        return v + "!"

    d = Deferred(lambda deferred: say("canceller, never"))
    d.addCallback(cancelling)
    d.addCallback(say.then("then"))
    d.callback("start")
    say.watch(d, "at the end")


def cancelWhilePaused(say):
    d = Deferred(lambda deferred: say("canceller"))
    d.addErrback(say.then("errback", lambda f: "recovered"))
    d.pause()
    d.cancel()
    say("called", d.called, "paused", d.paused)
    d.cancel()
    say.watch(d, "watched")
    d.unpause()
    say.attempt("late callback", d.callback, "late")
    say.watch(d, "at the end")


def cancelIsForwarded(say):
    inner = Deferred(lambda deferred: say("inner's canceller"))
    outer = Deferred(lambda deferred: say("outer's canceller, never"))
    say.watch(inner, "inner")
    outer.addCallback(say.then("outer waits", lambda v: inner))
    outer.addCallback(say.then("skipped"))
    outer.addErrback(say.then("outer errback", lambda f: "recovered"))
    outer.callback("start")
    say("cancelling outer")
    outer.cancel()
    say("cancelled", "inner called", inner.called, "outer paused", outer.paused)
    outer.cancel()
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")
    say.attempt("late callback", inner.callback, "late")


def cancelIsForwardedThreeLevels(say):
    low, middle, high = Deferred(), Deferred(), Deferred()
    high.addCallback(lambda v: middle)
    middle.addCallback(lambda v: low)
    say.watch(low, "low")
    say.watch(middle, "middle")
    say.watch(high, "high")
    high.callback("h")
    middle.callback("m")
    high.addErrback(say.then("high handles it", lambda f: "settled"))
    say("cancelling high")
    high.cancel()
    say("cancelled", "paused", high.paused, middle.paused)
    say.attempt("late fire of low", low.callback, "late")
    say.attempt("second fire of low", low.callback, "later")
    say.attempt("second fire of middle", middle.callback, "later")
    say.watch(low, "low at the end")
    say.watch(middle, "middle at the end")
    say.watch(high, "high at the end")


def cancelTheMiddleUnfired(say):
    low, middle, high = Deferred(), Deferred(), Deferred()
    high.addCallback(lambda v: middle)
    middle.addCallback(say.then("middle waits, never", lambda v: low))
    say.watch(middle, "middle")
    high.addErrback(say.then("high errback", lambda f: "settled"))
    high.callback("h")
    high.cancel()
    say("called", low.called, middle.called, high.called)
    say.attempt("late fire of middle", middle.callback, "late")
    low.callback("l")
    say.watch(low, "low at the end")
    say.watch(high, "high at the end")


def innerRecoversFromTheCancel(say):
    inner, outer = Deferred(), Deferred()
    inner.addErrback(say.then("inner recovers", lambda f: "instead"))
    outer.addCallback(lambda v: inner)
    outer.addErrback(say.then("skipped"))
    outer.addCallback(say.then("outer goes on", lambda v: v + "!"))
    outer.callback("start")
    outer.cancel()
    say("cancelled")
    say.attempt("late callback", inner.callback, "late")
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def cancelTheInnerItself(say):
    inner, outer = Deferred(lambda deferred: say("inner's canceller")), Deferred()
    outer.addCallback(lambda v: inner)
    say.watch(outer, "outer")
    outer.callback("start")
    inner.addCallback(say.then("inner after the handover"))
    say("cancelling inner")
    inner.cancel()
    say("outer paused", outer.paused)
    outer.addErrback(say.then("outer errback", lambda f: "recovered"))
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def cancelWhatWaitsForAPausedOne(say):
    inner, outer = succeed("inner"), Deferred(lambda deferred: say("never"))
    inner.pause()
    outer.addCallback(say.then("outer waits", lambda v: inner))
    say.watch(outer, "outer")
    outer.callback("start")
    outer.cancel()
    say("cancelled", "outer paused", outer.paused)
    inner.unpause()
    say("unpaused", "outer paused", outer.paused)
    say.watch(outer, "outer at the end")


def cancelOuterFromInner(say):
    inner, outer = Deferred(), Deferred()

    def cancelling(v):
        say("inner cancels outer", v)
        outer.cancel()
        say("inner goes on")
        return v + "!"

    inner.addCallback(cancelling)
    outer.addCallback(say.then("outer waits", lambda v: inner))
    say.watch(outer, "outer")
    outer.callback("start")
    inner.callback("inner")
    say.attempt("firing inner again", inner.callback, "again")
    say.watch(outer, "outer at the end")


def cancelAfterTheInnerIsDone(say):
    inner, outer = Deferred(), Deferred()
    later = Deferred(lambda deferred: say("canceller of the second"))
    outer.addCallback(lambda v: inner)
    say.watch(outer, "after the first")
    outer.addCallback(lambda v: later)
    say.watch(outer, "after the second")
    outer.callback("start")
    inner.callback("inner")
    outer.cancel()
    say("cancelled")
    outer.cancel()
    say.attempt("firing inner again", inner.callback, "again")
    outer.addErrback(say.then("errback", lambda f: "recovered"))
    outer.cancel()
    say.watch(outer, "at the end")


def errbackOfTheCancelWaits(say):
    cleanup = Deferred(lambda deferred: say("cleanup's canceller"))
    d = Deferred(lambda deferred: say("canceller"))
    d.addErrback(say.then("errback cleans up", lambda f: cleanup))
    say.watch(d, "watched")
    d.cancel()
    say("called", d.called, "paused", d.paused)
    d.cancel()
    say("cancelled again", "paused", d.paused)
    d.addErrback(say.then("handled", lambda f: "clean"))
    d.cancel()
    say.watch(d, "at the end")


def cancelWhatWasChained(say):
    first, second = Deferred(), Deferred()
    first.chainDeferred(second)
    say.watch(second, "second")
    second.cancel()
    say("cancelled", "called", first.called, second.called)
    first.addErrback(say.then("skipped"))
    say.attempt("firing first", first.callback, "first")
    say.watch(first, "first at the end")
    say.quiet(second)
    third, fourth = Deferred(lambda deferred: say("third's canceller")), Deferred()
    third.chainDeferred(fourth)
    say.watch(fourth, "fourth")
    third.cancel()
    say("cancelled", "called", third.called, fourth.called)
    say.attempt("firing fourth", fourth.callback, "late")
    say.watch(third, "third at the end")
    say.quiet(fourth)


def oneCancelsTheOther(say):
    first = Deferred(lambda deferred: say("first's canceller"))
    second = Deferred(lambda deferred: say("second's canceller"))

    def cancelling(other):
        def errback(f):
            say("cancels the other", f)
            other.cancel()
            say("goes on")
            return f

        return errback

    first.addErrback(cancelling(second))
    second.addErrback(cancelling(first))
    say.watch(first, "first")
    say.watch(second, "second")
    first.cancel()
    say("cancelled")
    say.quiet(first)
    say.quiet(second)


def twoWaitAndOneIsCancelled(say):
    inner, first, second = Deferred(lambda deferred: say("canceller")), succeed("f"), succeed("s")
    first.addCallback(lambda v: inner)
    second.addCallback(lambda v: inner)
    say.watch(first, "first")
    say.watch(second, "second")
    say("cancelling the second")
    second.cancel()
    say("paused", first.paused, second.paused)
    first.addErrback(say.then("first errback", lambda f: "recovered"))
    say.watch(inner, "inner at the end")
    say.watch(second, "second at the end")
