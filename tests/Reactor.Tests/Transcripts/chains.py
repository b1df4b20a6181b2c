"""Callbacks in a row."""

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
