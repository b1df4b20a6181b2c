"""Callbacks in a row, Deferreds that wait for Deferreds, pauses."""

from twisted.internet.defer import Deferred, fail, succeed
from twisted.python.failure import Failure

from recorder import Disaster, Trouble


def callbackOrder(say):
    d = Deferred()
    d.addCallback(say.then("first", lambda v: v + 1))
    d.addErrback(say.then("errback"))
    d.addCallback(say.then("second", lambda v: v * 10))
    d.addCallback(say.then("third", lambda v: "text of %d" % v))
    say("firing")
    d.callback(1)
    say("fired")
    d.addCallback(say.then("late", lambda v: len(v)))
    say("added")
    d.addCallback(say.then("later", lambda v: None))
    d.addCallback(say.then("last"))


def pairsOfCallbacks(say):
    d = Deferred()
    d.addCallbacks(say.fails("callback 1", Trouble("one")), say.then("errback 1"))
    d.addCallbacks(say.then("callback 2"), say.fails("errback 2", Trouble("two")))
    d.addCallbacks(say.then("callback 3"), say.then("errback 3", lambda f: "recovered"))
    d.addCallbacks(say.then("callback 4", lambda v: v + " twice"), say.then("errback 4"))
    d.addCallbacks(say.fails("callback 5", Disaster("five")), say.then("errback 5"))
    d.addCallback(say.then("callback 6"))
    d.addErrback(say.then("errback 7", lambda f: "calm"))
    say("firing")
    d.callback("start")
    say.watch(d, "at the end")


def errorsChangeOnTheWay(say):
    d = Deferred()
    d.addCallback(say.then("skipped"))
    d.addErrback(say.fails("errback 1", Disaster("worse")))
    d.addCallback(say.then("skipped too"))
    say.watch(d, "watched")
    d.addErrback(say.then("errback 2", lambda f: "better"))
    d.addErrback(say.then("errback 3"))
    say.watch(d, "watched again")
    d.addCallback(say.fails("callback", Trouble("again")))
    say.watch(d, "watched at last")
    d.errback(Trouble("first"))
    d.addErrback(say.then("late errback", lambda f: None))
    d.addCallback(say.then("after it"))


def failuresAsValues(say):
    d = Deferred()
    d.addCallback(say.then("returns a failure", lambda v: Failure(Trouble("returned"))))
    d.addCallback(say.then("skipped"))
    d.addErrback(say.then("returns the same", lambda f: f))
    d.addErrback(say.then("returns another", lambda f: Failure(Disaster("instead"))))
    d.addCallback(say.then("skipped too"))
    d.addErrback(say.then("handles it", lambda f: "done"))
    d.addBoth(say.then("fails on success", lambda v: Failure(Trouble("late"))))
    d.addBoth(say.then("handles that", lambda f: "quiet"))
    d.callback("start")
    say.watch(d, "at the end")


def trapAndCheck(say):
    def checking(f):
        say("a Disaster?", f.check(Disaster) is not None)
        say("a Trouble?", f.check(Disaster, Trouble) is Trouble)
        return f

    def trapping(kind, answer):
        def errback(f):
            say("trapping", kind.__name__)
            f.trap(kind)
            say("trapped", f)
            return answer

        return errback

    d = Deferred()
    d.addErrback(checking)
    d.addErrback(trapping(Disaster, "not this"))
    say.watch(d, "between")
    d.addErrback(trapping(Trouble, "this"))
    d.addErrback(trapping(Trouble, "not that"))
    d.errback(Trouble("caught"))
    say.watch(d, "at the end")


def addWhileRunning(say):
    def first(v):
        say("first", v)
        d.addCallback(say.then("added by first", lambda v: v + 100))
        say("first goes on")
        d.addCallback(third)
        say("first ends")
        return v + 1

    def third(v):
        say("third", v)
        d.addCallback(say.then("added by third", lambda v: v + 1000))
        say("third ends")
        return v + 1

    d = Deferred()
    d.addCallback(first)
    d.addCallback(say.then("second", lambda v: v + 10))
    d.callback(0)
    say("fired")
    d.addCallback(first)
    say.watch(d, "at the end")


def addWhileFailing(say):
    def errback(f):
        say("errback", f)
        d.addCallback(say.then("callback added in it"))
        d.addErrback(say.then("errback added in it", lambda f: "taken"))
        raise Disaster("from the errback")

    d = Deferred()
    d.addErrback(errback)
    d.addCallback(say.then("skipped"))
    say.watch(d, "watched")
    d.errback(Trouble("start"))
    say.watch(d, "at the end")


def fireInsideCallback(say):
    first, second, third = Deferred(), Deferred(), Deferred()

    def fire(name, other, value):
        def callback(v):
            say(name, v, "fires")
            other.callback(value)
            say(name, "goes on")
            return value + v

        return callback

    first.addCallback(fire("first", second, 10))
    first.addCallback(say.then("first then"))
    second.addCallback(fire("second", third, 100))
    second.addCallback(say.then("second then"))
    third.addCallback(say.then("third"))
    third.addCallback(say.then("third then"))
    say("firing")
    first.callback(1)
    say("fired")
    say.watch(second, "second at the end")
    say.watch(third, "third at the end")


def fireInACircle(say):
    first, second = Deferred(), Deferred()

    def fromSecond(v):
        say("second", v, "adds to the first")
        first.addCallback(say.then("added from the second", lambda v: v + " added"))
        say("second goes on")
        return v

    def fromFirst(v):
        say("first", v, "fires the second")
        second.callback("s")
        say("first goes on")
        return v + " one"

    second.addCallback(fromSecond)
    first.addCallback(fromFirst)
    first.addCallback(say.then("first then"))
    first.callback("f")
    say("fired")
    say.watch(first, "first at the end")
    say.watch(second, "second at the end")


def fireTwice(say):
    d = Deferred()
    say("called", d.called)
    d.addCallback(say.then("callback"))
    say.attempt("first", d.callback, 1)
    say("called", d.called)
    say.attempt("second", d.callback, 2)
    say.attempt("errback", d.errback, Trouble("late"))
    say.watch(d, "still")
    failed = Deferred()
    say.attempt("errback", failed.errback, Trouble("first"))
    say.attempt("errback again", failed.errback, Trouble("second"))
    say.attempt("callback", failed.callback, 3)
    say("called", failed.called)
    failed.addErrback(say.then("errback of it", lambda f: 0))


def fireAgainFromItsCallback(say):
    def again(v):
        say("callback", v, "fires again")
        d.callback(v + 1)
        say("never said")
        return v

    d = Deferred()
    d.addCallback(again)
    d.addCallback(say.then("skipped"))
    d.addErrback(say.then("errback", lambda f: 7))
    d.addCallback(say.then("after it"))
    say.attempt("firing", d.callback, 1)
    say("called", d.called)
    say.watch(d, "at the end")


def firedFromTheStart(say):
    good, bad = succeed("good"), fail(Trouble("bad"))
    say("called", good.called, bad.called)
    good.addErrback(say.then("skipped errback"))
    good.addCallback(say.then("callback", lambda v: v + "!"))
    bad.addCallback(say.then("skipped callback"))
    bad.addErrback(say.then("errback", lambda f: "better"))
    bad.addCallback(say.then("then"))
    say.attempt("firing the good one", good.callback, "better")
    say.attempt("firing the bad one", bad.callback, "best")
    say.watch(good, "good at the end")
    say.watch(bad, "bad at the end")


def returnFired(say):
    inner = succeed("inner")
    say.watch(inner, "inner before")
    outer = Deferred()
    outer.addCallback(say.then("outer returns it", lambda v: inner))
    outer.addCallback(say.then("outer then", lambda v: v + " in outer"))
    say("firing")
    outer.callback("start")
    say.watch(inner, "inner after")
    inner.addCallback(say.then("inner goes on", lambda v: "anew"))
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def returnUnfired(say):
    inner, outer = Deferred(), Deferred()
    inner.addCallback(say.then("inner before", lambda v: v + " one"))
    outer.addCallback(say.then("outer returns it", lambda v: inner))
    outer.addCallback(say.then("outer then", lambda v: v + " two"))
    outer.callback("start")
    say("outer called", outer.called, "paused", outer.paused)
    say("inner called", inner.called, "paused", inner.paused)
    inner.addCallback(say.then("inner after"))
    outer.addCallback(say.then("outer later"))
    inner.addCallback(say.then("inner goes on", lambda v: "anew"))
    say("firing inner")
    inner.callback("inner")
    say("fired inner")
    say("outer paused", outer.paused)
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def returnFailing(say):
    inner, outer = Deferred(), Deferred()
    outer.addCallback(say.then("outer returns it", lambda v: inner))
    outer.addCallback(say.then("outer skipped"))
    outer.addErrback(say.then("outer errback", lambda f: "recovered"))
    inner.addErrback(say.fails("inner errback", Disaster("worse")))
    outer.callback("start")
    inner.addCallback(say.then("inner callback after"))
    inner.addErrback(say.then("inner errback after"))
    say("firing inner")
    inner.errback(Trouble("inside"))
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")
    failed, other = fail(Trouble("long ago")), succeed("start")
    other.addCallback(say.then("other returns a failed one", lambda v: failed))
    say.watch(other, "other")
    say.watch(failed, "failed one")
    say.quiet(other)


def returnFromErrback(say):
    rescue, second = Deferred(), Deferred()
    d = Deferred()
    d.addErrback(say.then("errback waits", lambda f: rescue))
    d.addCallback(say.then("skipped"))
    d.addErrback(say.then("errback waits again", lambda f: second))
    d.addCallback(say.then("rescued"))
    d.errback(Trouble("start"))
    say("called", d.called, "paused", d.paused)
    rescue.errback(Disaster("no rescue"))
    say("paused", d.paused)
    second.callback("rescue")
    say("paused", d.paused)
    say.watch(rescue, "rescue at the end")
    say.watch(second, "second at the end")
    say.watch(d, "at the end")


def threeLevels(say):
    low, middle, high = Deferred(), Deferred(), Deferred()
    high.addCallback(say.then("high returns middle", lambda v: middle))
    middle.addCallback(say.then("middle returns low", lambda v: low))
    low.addCallback(say.then("low", lambda v: v + "!"))
    high.addCallback(say.then("high then"))
    middle.addCallback(say.then("middle then", lambda v: v + "?"))
    say("firing high")
    high.callback("h")
    low.addCallback(say.then("low late"))
    say("firing middle")
    middle.callback("m")
    middle.addCallback(say.then("middle late"))
    say("paused", high.paused, middle.paused, low.paused)
    say("firing low")
    low.callback("l")
    say("paused", high.paused, middle.paused, low.paused)
    say.watch(low, "low at the end")
    say.watch(middle, "middle at the end")
    say.watch(high, "high at the end")


def threeLevelsFiredFromAbove(say):
    low, middle, high = Deferred(), Deferred(), Deferred()
    low.addCallback(say.then("low", lambda v: v + "!"))
    low.callback("l")
    middle.addCallback(say.then("middle returns low", lambda v: low))
    middle.callback("m")
    middle.addCallback(say.then("middle then", lambda v: v + "?"))
    high.addCallback(say.then("high returns middle", lambda v: middle))
    high.addCallback(say.then("high then"))
    high.callback("h")
    say.watch(low, "low at the end")
    say.watch(middle, "middle at the end")
    say.watch(high, "high at the end")


def failureThroughThreeLevels(say):
    low, middle, high = Deferred(), Deferred(), Deferred()
    high.addCallback(lambda v: middle)
    middle.addCallback(lambda v: low)
    low.addCallback(say.fails("low", Trouble("deep down")))
    middle.addCallback(say.then("middle skipped"))
    say.watch(middle, "middle watches")
    high.addCallback(say.then("high skipped"))
    high.addErrback(say.fails("high turns it", Disaster("up here")))
    high.addErrback(say.then("high handles it", lambda f: "settled"))
    middle.callback("m")
    high.callback("h")
    say("firing low")
    low.callback("l")
    say.watch(low, "low at the end")
    say.watch(middle, "middle at the end")
    say.watch(high, "high at the end")


def twoWaitForOne(say):
    inner, first, second = Deferred(), Deferred(), Deferred()
    first.addCallback(say.then("first waits", lambda v: inner))
    say.watch(first, "first then")
    second.addCallback(say.then("second waits", lambda v: inner))
    say.watch(second, "second then")
    second.callback("s")
    inner.addCallback(say.then("between them", lambda v: "left"))
    first.callback("f")
    say.watch(inner, "inner after both")
    say("firing")
    inner.callback("inner")
    say("paused", first.paused, second.paused)
    say.watch(first, "first at the end")
    say.watch(second, "second at the end")


def waitAgainAndAgain(say):
    steps = [Deferred() for i in range(4)]
    d = Deferred()
    for i, step in enumerate(steps):
        d.addCallback(lambda v, i=i, step=step: say("step", i, "after", v) or step)
    d.addCallback(say.then("done"))
    steps[2].callback("two")
    say("firing")
    d.callback("start")
    steps[0].callback("zero")
    say("paused", d.paused)
    steps[3].callback("three")
    say("paused", d.paused)
    steps[1].callback("one")
    say("paused", d.paused)
    for i, step in enumerate(steps):
        say.watch(step, "step %d" % i)


def addToAWaitingOne(say):
    inner, outer = Deferred(), succeed("start")
    outer.addCallback(say.then("outer waits", lambda v: inner))
    outer.addCallback(say.then("added while it waits", lambda v: v + " once"))
    say("added")
    outer.addErrback(say.then("skipped"))
    say("called", outer.called)
    say.attempt("firing it again", outer.callback, "again")
    inner.callback("inner")
    outer.addCallback(say.then("added after", lambda v: v + " twice"))
    say.watch(outer, "at the end")


def longRows(say):
    ready = succeed("start")
    for i in range(1000):
        ready.addCallback(lambda v, i=i: succeed("row %d" % i))
    say.watch(ready, "ready ones")
    row = [Deferred() for i in range(1000)]
    for i in range(999):
        row[i].addCallback(lambda v, i=i: row[i + 1])
        row[i].addCallback(lambda v, i=i: (say("back at", i, v) if i % 250 == 0 else None) or v + 1)
    for i in range(999):
        row[i].callback(0)
    say("firing the last")
    row[999].callback(0)
    say.watch(row[0], "first of the row")


def firstCallbackFiresTheOneItReturns(say):
    inner, outer = Deferred(), Deferred()
    say.watch(inner, "inner")

    def fire(v):
        say("outer fires inner")
        inner.callback("inner")
        say("outer returns inner")
        return inner

    outer.addCallback(fire)
    outer.addCallback(say.then("outer then"))
    outer.callback("start")
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def innerCallbackAddsToOuter(say):
    inner, outer = Deferred(), Deferred()

    def add(v):
        say("inner adds to outer", v)
        outer.addCallback(say.then("added to outer", lambda v: v + " seen"))
        say("inner goes on")
        return v + "!"

    inner.addCallback(add)
    outer.addCallback(say.then("outer waits", lambda v: inner))
    outer.callback("start")
    inner.addCallback(say.then("inner after the handover"))
    outer.addCallback(say.then("outer then"))
    say("firing")
    inner.callback("inner")
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def intermediateResult(say):
    inner, outer = Deferred(), Deferred()
    outer.addCallback(say.then("outer returns inner", lambda v: inner))
    say.watch(outer, "outer then")

    def fireOuter(v):
        say("inner step 1", v)
        outer.callback("start")
        say("inner step 1 ends")
        return v + " stepped"

    inner.addCallback(fireOuter)
    inner.addCallback(say.then("inner step 2", lambda v: "%s twice" % v))
    say("firing")
    inner.callback("inner")
    say.watch(inner, "inner at the end")
    say.watch(outer, "outer at the end")


def returnItself(say):
    d = Deferred()
    d.addCallback(say.then("returns itself", lambda v: d))
    d.addErrback(say.then("errback", lambda f: "after all"))
    d.addCallback(say.then("then"))
    d.callback("start")
    say("called", d.called, "paused", d.paused)


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


def chainDeferred(say):
    first, second = Deferred(), Deferred()
    first.addCallback(say.then("first", lambda v: v + "!"))
    first.chainDeferred(second)
    say.watch(first, "first after the handover")
    second.addCallback(say.then("second", lambda v: v + "?"))
    say("firing")
    first.callback("start")
    say.watch(first, "first at the end")
    say.watch(second, "second at the end")
    third, fourth = Deferred(), Deferred()
    third.chainDeferred(fourth)
    say.watch(third, "third after the handover")
    fourth.addErrback(say.then("fourth handles it", lambda f: "quiet"))
    third.errback(Trouble("handed over"))
    say.watch(third, "third at the end")
    say.watch(fourth, "fourth at the end")


def chainDeferredToAFiredOne(say):
    first, second = Deferred(), succeed("long ago")
    first.chainDeferred(second)
    first.addCallback(say.then("skipped"))
    first.addErrback(say.then("first", lambda f: "taken"))
    say.attempt("firing", first.callback, "start")
    say.watch(first, "first at the end")
    say.watch(second, "second at the end")
    third = Deferred()
    first.chainDeferred(third)
    say.watch(third, "third")
    say.watch(first, "first after that")
