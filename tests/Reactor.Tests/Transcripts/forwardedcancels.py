"""Cancellations of Deferreds that wait for others."""

from twisted.internet.defer import Deferred, succeed


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
