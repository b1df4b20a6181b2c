"""Deferreds that wait for Deferreds."""

from twisted.internet.defer import Deferred, fail, succeed

from recorder import Disaster, Trouble


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
