"""Callbacks that are held back."""

from twisted.internet.defer import Deferred, succeed

from recorder import Trouble


def pauseAndUnpause(say):
    d = Deferred()
    d.addCallback(say.then("first", lambda v: v + 1))
    d.pause()
    d.pause()
    say("paused", d.paused)
    d.callback(1)
    say("called", d.called)
    d.addCallback(say.then("second", lambda v: v + 1))
    d.unpause()
    say("paused", d.paused)
    d.addCallback(say.then("third", lambda v: v + 1))
    d.unpause()
    say("paused", d.paused)
    d.pause()
    d.addCallback(say.then("fourth", lambda v: v + 1))
    say("nothing yet")
    d.unpause()
    say.watch(d, "at the end")


def pauseBeforeFailing(say):
    d = Deferred()
    d.pause()
    d.errback(Trouble("held"))
    d.addCallback(say.then("skipped"))
    d.addErrback(say.then("errback", lambda f: "taken"))
    say("called", d.called, "paused", d.paused)
    d.unpause()
    say("paused", d.paused)
    other = Deferred()
    other.pause()
    say.watch(other, "other")
    other.unpause()
    say("unpaused before it is fired")
    other.callback("other")


def pausedInner(say):
    inner, outer = Deferred(), Deferred()
    say.watch(inner, "inner")
    outer.addCallback(say.then("outer waits", lambda v: inner))
    say.watch(outer, "outer then")
    inner.pause()
    outer.callback("start")
    inner.callback("inner")
    say("inner called", inner.called, "outer paused", outer.paused)
    inner.addCallback(say.then("inner after the handover"))
    inner.unpause()
    say("outer paused", outer.paused)
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def returnPausedFired(say):
    inner, outer = succeed("inner"), Deferred()
    inner.pause()
    say.watch(inner, "inner")
    outer.addCallback(say.then("outer returns it", lambda v: inner))
    say.watch(outer, "outer then")
    outer.callback("start")
    say("outer paused", outer.paused, "inner paused", inner.paused)
    inner.unpause()
    say("outer paused", outer.paused, "inner paused", inner.paused)
    say.watch(inner, "inner at the end")


def pauseOuterWhileItWaits(say):
    inner, outer = Deferred(), Deferred()
    outer.addCallback(say.then("outer waits", lambda v: inner))
    say.watch(outer, "outer then")
    outer.callback("start")
    outer.pause()
    say("outer paused", outer.paused)
    inner.addCallback(say.then("inner", lambda v: v + "!"))
    inner.callback("inner")
    say("outer paused", outer.paused)
    outer.unpause()
    say("outer paused", outer.paused)
    say.watch(outer, "outer at the end")


def pauseOuterForgetsInner(say):
    inner, outer = Deferred(), Deferred()
    outer.addCallback(say.then("outer waits", lambda v: inner))
    say.watch(outer, "outer then")
    outer.callback("start")
    inner.addCallback(say.then("inner after the handover"))
    outer.pause()
    inner.callback("inner")
    say("fired")
    outer.unpause()
    say("unpaused")
    say.watch(inner, "inner at the end")


def pauseInsideCallback(say):
    def pausing(v):
        say("pausing", v)
        d.pause()
        return v

    d = Deferred()
    d.addCallback(pausing)
    d.addCallback(say.then("after the pause"))
    d.callback("start")
    say("fired", "paused", d.paused)
    d.addCallback(say.then("added while paused"))
    d.unpause()
    say("paused", d.paused)
    say.watch(d, "at the end")


def unpauseInsideCallback(say):
    def both(v):
        say("pausing", v)
        d.pause()
        d.addCallback(say.then("added while paused"))
        d.unpause()
        say("unpaused")
        return v + "!"

    d = Deferred()
    d.addCallback(both)
    say.watch(d, "after both")
    d.callback("start")
    say("fired")
    say.watch(d, "at the end")


def unpauseFromAnother(say):
    held, other = Deferred(), Deferred()
    held.pause()
    held.addCallback(say.then("held", lambda v: v + 1))
    held.callback(1)

    def release(v):
        say("releasing")
        held.unpause()
        say("released")
        return v

    other.addCallback(release)
    other.addCallback(say.then("other then"))
    other.callback(0)
    say.watch(held, "held at the end")
