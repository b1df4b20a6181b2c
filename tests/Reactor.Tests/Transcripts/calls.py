"""Functions that may return anything."""

from twisted.internet.defer import Deferred, execute, fail, maybeDeferred
from twisted.python.failure import Failure

from recorder import Disaster, Trouble


def maybeDeferredShapes(say):
    def value():
        say("gives a value")
        return "value"

    def failure():
        say("gives a failure")
        return Failure(Trouble("returned"))

    def raising():
        say("raises")
        raise Disaster("raised")

    say.watch(maybeDeferred(value), "value")
    d = maybeDeferred(failure)
    say("called", d.called)
    say.watch(d, "failure")
    say.quiet(d)
    d = maybeDeferred(raising)
    say("called", d.called)
    say.watch(d, "raised")
    say.quiet(d)
    own = Deferred()
    d = maybeDeferred(lambda: own)
    say("the same", d is own)
    say.watch(d, "Deferred")
    own.callback("own")
    d = maybeDeferred(lambda: fail(Trouble("failed one")))
    say.watch(d, "failed one")
    say.quiet(d)


def executeShapes(say):
    def value():
        say("gives a value")
        return "value"

    def nothing():
        say("gives nothing")

    def raising():
        say("raises")
        raise Trouble("raised")

    d = execute(value)
    say("called", d.called)
    say.watch(d, "value")
    d = execute(nothing)
    say("called", d.called)
    say.watch(d, "nothing")
    d = execute(raising)
    say("called", d.called)
    d.addCallback(say.then("skipped"))
    say.watch(d, "raised")
    d.addErrback(say.then("errback", lambda f: None))
    say.watch(d, "at the end")
