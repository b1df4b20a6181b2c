"""Several Deferreds at once: DeferredList with every flag."""

from twisted.internet.defer import Deferred, DeferredList, fail, gatherResults, succeed

from recorder import Disaster, Trouble, show


def outcomes(result):
    """A list's result in words."""
    if isinstance(result, tuple):
        return "winner #%d %s" % (result[1], result[0])
    if isinstance(result, list):
        return "[" + ", ".join(show(value) for success, value in result) + "]"
    return result


def watchList(say, d, name):
    """Says how the list ended, and lets it pass."""

    def both(result):
        say(name, outcomes(result))
        return result

    d.addBoth(both)


def children(say, count, canceller=None):
    """Deferreds that say what they had before the list sees it."""
    made = [Deferred(canceller and (lambda deferred, i=i: canceller(i, deferred))) for i in range(count)]
    for i, child in enumerate(made):
        say.watch(child, "child %d" % i)
    return made


def after(say, made):
    """What the children hold."""
    for i, child in enumerate(made):
        say.watch(child, "child %d holds" % i)
        say.quiet(child)


def listOfSuccesses(say):
    made = children(say, 3)
    d = DeferredList(made)
    watchList(say, d, "list")
    made[2].callback("two")
    made[0].callback("zero")
    say("called", d.called)
    made[1].callback("one")
    say("called", d.called)
    after(say, made)


def listWithFailures(say):
    made = children(say, 4)
    d = DeferredList(made)
    watchList(say, d, "list")
    made[1].errback(Trouble("one"))
    made[0].callback("zero")
    made[3].errback(Disaster("three"))
    say("called", d.called)
    made[2].callback("two")
    say("called", d.called)
    after(say, made)


def listOfFailuresHoldsThem(say):
    made = children(say, 2)
    d = DeferredList(made)
    for i, child in enumerate(made):
        child.addCallback(say.then("callback after the list in %d" % i))
        child.addErrback(say.then("errback after the list in %d" % i, lambda f: "taken"))
    watchList(say, d, "list")
    made[0].errback(Trouble("zero"))
    made[1].errback(Disaster("one"))
    after(say, made)


def listConsumesErrors(say):
    made = children(say, 3)
    d = DeferredList(made, consumeErrors=True)
    for i, child in enumerate(made):
        child.addCallback(say.then("callback after the list in %d" % i))
        child.addErrback(say.then("errback after the list in %d, never" % i))
    watchList(say, d, "list")
    made[0].errback(Trouble("zero"))
    made[1].callback("one")
    made[2].errback(Disaster("two"))
    after(say, made)


def listFiresOnOneCallback(say):
    made = children(say, 3)
    d = DeferredList(made, fireOnOneCallback=True)
    watchList(say, d, "list")
    made[0].errback(Trouble("zero"))
    say("called", d.called)
    made[2].callback("two")
    say("called", d.called)
    made[1].callback("one")
    after(say, made)


def listFiresOnOneCallbackWhenNoneSucceeds(say):
    made = children(say, 2)
    d = DeferredList(made, fireOnOneCallback=True, consumeErrors=True)
    watchList(say, d, "list")
    made[1].errback(Trouble("one"))
    say("called", d.called)
    made[0].errback(Disaster("zero"))
    say("called", d.called)
    after(say, made)


def listFiresOnOneErrback(say):
    made = children(say, 3)
    d = DeferredList(made, fireOnOneErrback=True)
    watchList(say, d, "list")
    made[1].callback("one")
    made[2].errback(Trouble("two"))
    say("called", d.called)
    made[0].errback(Disaster("zero"))
    d.addErrback(say.then("errback of the list", lambda f: None))
    after(say, made)


def listFiresOnOneErrbackAndNoneFails(say):
    made = children(say, 2)
    d = DeferredList(made, fireOnOneErrback=True, consumeErrors=True)
    watchList(say, d, "list")
    made[1].callback("one")
    say("called", d.called)
    made[0].callback("zero")
    say("called", d.called)
    after(say, made)


def listFiresOnOneErrbackAndConsumes(say):
    made = children(say, 3)
    d = DeferredList(made, fireOnOneErrback=True, consumeErrors=True)
    watchList(say, d, "list")
    made[0].errback(Trouble("zero"))
    made[1].errback(Disaster("one"))
    made[2].callback("two")
    say.quiet(d)
    after(say, made)


def listWithBothFlags(say):
    made = children(say, 3)
    d = DeferredList(made, fireOnOneCallback=True, fireOnOneErrback=True)
    watchList(say, d, "first list")
    made[1].callback("one")
    made[0].errback(Trouble("zero"))
    made[2].callback("two")
    after(say, made)
    made = children(say, 2)
    d = DeferredList(made, fireOnOneCallback=True, fireOnOneErrback=True)
    watchList(say, d, "second list")
    made[1].errback(Trouble("one"))
    made[0].callback("zero")
    say.quiet(d)
    after(say, made)


def emptyLists(say):
    d = DeferredList([])
    say("called", d.called)
    watchList(say, d, "plain")
    d = DeferredList([], fireOnOneErrback=True, consumeErrors=True)
    say("called", d.called)
    watchList(say, d, "on one errback")
    d = DeferredList([], fireOnOneCallback=True)
    say("called", d.called)
    d = gatherResults([])
    say("called", d.called)
    say.watch(d, "gathered")


def listOfFiredOnes(say):
    made = [succeed("zero"), fail(Trouble("one")), succeed("two")]
    d = DeferredList(made)
    say("called", d.called)
    watchList(say, d, "plain")
    d = DeferredList(made, fireOnOneCallback=True)
    watchList(say, d, "on one callback")
    d = DeferredList(made, fireOnOneErrback=True)
    watchList(say, d, "on one errback")
    say.quiet(d)
    d = DeferredList(made, consumeErrors=True)
    watchList(say, d, "consuming")
    d = DeferredList(made)
    watchList(say, d, "after that")
    after(say, made)


def listOfListsInOrder(say):
    made = children(say, 4)
    first, second = DeferredList(made[:2]), gatherResults(made[2:])
    watchList(say, first, "first")
    say.watch(second, "second")
    both = DeferredList([first, second])
    both.addCallback(lambda result: say("both", *[success for success, value in result]))
    for i in (3, 0, 2, 1):
        made[i].callback("value %d" % i)
        say("fired", i)
    say("called", both.called)


def listSeesWhatComesBefore(say):
    step = Deferred()
    made = [Deferred(), Deferred()]
    made[0].addCallback(say.then("child 0 waits for a step", lambda v: step))
    made[1].addErrback(say.then("child 1 recovers", lambda f: "recovered"))
    d = DeferredList(made)
    watchList(say, d, "list")
    made[0].addCallback(say.then("child 0 after the list", lambda v: v + "!"))
    made[0].callback("zero")
    made[1].errback(Trouble("one"))
    say("called", d.called)
    step.callback("step")
    say("called", d.called)
    after(say, made)


def listWithAPausedChild(say):
    made = children(say, 2)
    d = DeferredList(made)
    watchList(say, d, "list")
    made[0].pause()
    made[0].callback("zero")
    made[1].callback("one")
    say("called", d.called)
    made[0].unpause()
    say("called", d.called)
    after(say, made)


def listWithTheSameTwice(say):
    child = Deferred()
    d = DeferredList([child, child])
    watchList(say, d, "list")
    say.watch(child, "child")
    child.callback("value")
    say.watch(child, "child at the end")


def callbackOfTheListFiresAnother(say):
    made = children(say, 3)
    d = DeferredList(made[:2])

    def both(result):
        say("list", outcomes(result))
        made[2].callback("two")
        made[0].addCallback(say.then("added to child 0 in the list's callback", lambda v: v + "!"))
        say("the list's callback ends")
        return result

    d.addCallback(both)
    made[0].addCallback(say.then("child 0 after the list"))
    made[1].callback("one")
    made[0].callback("zero")
    say("fired")
    after(say, made)
