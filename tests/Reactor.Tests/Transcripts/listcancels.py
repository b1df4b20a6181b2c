"""Lists that are cancelled."""

from twisted.internet.defer import DeferredList, succeed

from lists import after, children, watchList
from recorder import Trouble


def cancelAList(say):
    made = children(say, 3, lambda i, deferred: say("canceller of", i))
    d = DeferredList(made)
    watchList(say, d, "list")
    made[1].callback("one")
    say("cancelling")
    d.cancel()
    say("called", d.called)
    d.cancel()
    after(say, made)


def cancelAListOfVariedOnes(say):
    def canceller(i, deferred):
        say("canceller of", i)
        if i == 0:
            deferred.callback("partial")
        elif i == 1:
            deferred.errback(Trouble("stopped"))

    made = children(say, 3, canceller)
    d = DeferredList(made, consumeErrors=True)
    watchList(say, d, "list")
    say("cancelling")
    d.cancel()
    say("cancelled")
    after(say, made)


def cancelAListWhoseCancellerRaises(say):
    def canceller(i, deferred):
        say("canceller of", i)
        if i == 0:
            raise Trouble("in the canceller")

    made = children(say, 2, canceller)
    d = DeferredList(made, consumeErrors=True)
    watchList(say, d, "list")
    say.attempt("cancelling", d.cancel)
    say("called", made[0].called, made[1].called, d.called)
    after(say, made)


def cancelAFiredList(say):
    made = children(say, 3, lambda i, deferred: say("canceller, never"))
    first = DeferredList(made, fireOnOneCallback=True)
    watchList(say, first, "first")
    made[1].callback("one")
    first.cancel()
    say("cancelled", made[0].called, made[2].called)
    second = DeferredList(made, fireOnOneErrback=True)
    watchList(say, second, "second")
    made[0].errback(Trouble("zero"))
    second.cancel()
    say("cancelled", made[2].called)
    made[2].callback("two")
    say.quiet(second)
    after(say, made)


def cancelAListThatFiresOnOneCallback(say):
    made = children(say, 3, lambda i, deferred: say("canceller of", i) or (i == 1 and deferred.callback("partial")))
    d = DeferredList(made, fireOnOneCallback=True, consumeErrors=True)
    watchList(say, d, "list")
    d.cancel()
    say("cancelled", "called", d.called)
    after(say, made)


def cancelAListThatFiresOnOneErrback(say):
    made = children(say, 3, lambda i, deferred: say("canceller of", i))
    d = DeferredList(made, fireOnOneErrback=True, consumeErrors=True)
    watchList(say, d, "list")
    d.cancel()
    say("cancelled", "called", d.called)
    say.quiet(d)
    after(say, made)


def cancelWhatWaitsForAList(say):
    made = children(say, 2, lambda i, deferred: say("canceller of", i))
    d = succeed("start")
    d.addCallback(lambda v: DeferredList(made, consumeErrors=True))
    watchList(say, d, "after the list")
    say("cancelling", "paused", d.paused)
    d.cancel()
    say("cancelled", "paused", d.paused)
    after(say, made)
