"""gatherResults."""

from twisted.internet.defer import Deferred, gatherResults, inlineCallbacks

from lists import after, children
from recorder import Disaster, Trouble


def gatherInOrder(say):
    made = children(say, 3)
    d = gatherResults(made)
    say.watch(d, "gathered")
    for i in (2, 0, 1):
        made[i].callback(i * 10)
        say("fired", i, "called", d.called)
    d.addCallback(say.then("sum", sum))
    say.watch(d, "at the end")
    for i, child in enumerate(made):
        say.watch(child, "child %d holds" % i)


def gatherAFailure(say):
    made = children(say, 3)
    d = gatherResults(made)
    say.watch(d, "gathered")
    made[1].callback("one")
    made[2].errback(Trouble("two"))
    say("called", d.called)

    def trapped(f):
        say("index", f.value.index, f.value.subFailure)
        return None

    d.addErrback(trapped)
    made[0].errback(Disaster("zero"))
    after(say, made)


def gatherConsumes(say):
    made = children(say, 3)
    d = gatherResults(made, consumeErrors=True)
    say.watch(d, "gathered")
    for i, child in enumerate(made):
        child.addErrback(say.then("never"))
        child.addCallback(say.then("callback of %d" % i))
    made[0].errback(Trouble("zero"))
    made[1].errback(Disaster("one"))
    made[2].callback("two")
    d.addErrback(say.then("errback", lambda f: None))
    after(say, made)


def gatherOfMethods(say):
    steps = [Deferred(lambda deferred, i=i: say("canceller of step", i)) for i in range(3)]

    @inlineCallbacks
    def method(i):
        try:
            got = yield steps[i]
            say("method", i, "has", got)
            return got + "!"
        except Exception as e:
            say("method", i, "sees", e)
            raise

    @inlineCallbacks
    def all():
        try:
            yield gatherResults([method(i) for i in range(3)], consumeErrors=True)
        except Exception as e:
            say("all sees", e)
            return "told"

    d = all()
    say.watch(d, "ends")
    steps[1].callback("one")
    say("cancelling")
    d.cancel()
    say.watch(d, "at the end")


def cancelAGathering(say):
    made = children(say, 3, lambda i, deferred: say("canceller of", i))
    d = gatherResults(made, consumeErrors=True)
    say.watch(d, "gathered")
    made[0].callback("zero")
    d.cancel()
    say("cancelled", "called", d.called)
    d.addErrback(say.then("errback", lambda f: ["recovered"]))
    d.cancel()
    d.addCallback(lambda all: all[0])
    say.watch(d, "at the end")
    after(say, made)


def cancelAGatheringThatSucceeds(say):
    made = children(say, 2, lambda i, deferred: deferred.callback("partial %d" % i))
    d = gatherResults(made)
    say.watch(d, "gathered")
    d.cancel()
    say("cancelled", "called", d.called)
    after(say, made)
