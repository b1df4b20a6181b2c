"""Cancellations at every stage."""

from twisted.internet.defer import Deferred
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
