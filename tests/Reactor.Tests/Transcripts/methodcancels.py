"""Methods that are cancelled while they wait."""

from twisted.internet.defer import Deferred, inlineCallbacks, succeed

from recorder import Disaster, Trouble


def cancelAWaitingMethod(say):
    step = Deferred(lambda deferred: say("canceller"))

    @inlineCallbacks
    def method():
        try:
            say("method waits")
            yield step
            say("never")
        finally:
            say("finally")

    m = method()
    m.addCallback(say.then("skipped"))
    m.addErrback(say.then("errback", lambda f: "recovered"))
    say("cancelling")
    m.cancel()
    say("called", m.called, "step called", step.called)
    m.cancel()
    say.attempt("late callback of the step", step.callback, "late")
    say.watch(m, "at the end")


def cancelIsCaught(say):
    step = Deferred()

    @inlineCallbacks
    def method():
        try:
            yield step
        except Exception as e:
            say("caught", e)
        return "instead"

    m = method()
    say.watch(m, "ends")
    m.cancel()
    say("cancelled")
    say.attempt("late callback of the step", step.callback, "late")
    say.attempt("second callback of the step", step.callback, "later")
    m.cancel()
    say.watch(m, "at the end")


def cancelIsTurned(say):
    step = Deferred(lambda deferred: deferred.errback(Trouble("stopped")))

    @inlineCallbacks
    def method():
        try:
            yield step
        except Trouble as e:
            say("caught", e)
            raise Disaster("turned")

    m = method()
    say.watch(m, "ends")
    m.cancel()
    say("cancelled")
    m.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(m, "at the end")


def cancelGivesAValue(say):
    step = Deferred(lambda deferred: deferred.callback("partial"))
    other = Deferred()

    @inlineCallbacks
    def method():
        got = yield step
        say("method has", got)
        more = yield other
        say("method has", more)
        return got + " " + more

    m = method()
    say.watch(m, "ends")
    m.cancel()
    say("cancelled")
    other.callback("rest")
    say.watch(m, "at the end")


def cancelledMethodGoesOn(say):
    first, second = Deferred(lambda deferred: say("first canceller")), Deferred(lambda deferred: say("second canceller"))

    @inlineCallbacks
    def method():
        try:
            yield first
        except Exception as e:
            say("caught", e)
        say("method goes on")
        got = yield second
        say("method has", got)
        return got + " after all"

    m = method()
    say.watch(m, "ends")
    m.cancel()
    say("cancelled")
    m.addCallback(say.then("callback"))
    second.callback("second")
    say("called", m.called)
    say.watch(m, "at the end")


def cancelledMethodIsItCalled(say):
    first, second = Deferred(), Deferred()

    @inlineCallbacks
    def method():
        try:
            yield first
        except Exception as e:
            say("caught", e)
        got = yield second
        return got

    m = method()
    say("called", m.called, "paused", m.paused)
    m.cancel()
    say("called", m.called, "paused", m.paused)
    second.callback("second")
    say("called", m.called, "paused", m.paused)
    say.watch(m, "at the end")


def cancelTwice(say):
    def step(name):
        return Deferred(lambda deferred: say("canceller of", name))

    first, second = step("first"), step("second")

    @inlineCallbacks
    def method():
        try:
            yield first
        except Exception as e:
            say("caught", e)
        try:
            yield second
        except Exception as e:
            say("caught again", e)
            raise Trouble("enough")
        finally:
            say("finally")

    m = method()
    say.watch(m, "ends")
    m.cancel()
    say("cancelled once")
    m.cancel()
    say("cancelled twice")
    m.addErrback(say.then("errback", lambda f: "recovered"))
    m.cancel()
    say.watch(m, "at the end")


def cancelThroughThreeMethods(say):
    step = Deferred(lambda deferred: say("canceller"))

    @inlineCallbacks
    def level(name, below):
        say(name, "begins")
        try:
            got = yield below()
            say(name, "has", got)
            return got
        except Exception as e:
            say(name, "sees", e)
            raise
        finally:
            say(name, "finally")

    m = level("high", lambda: level("middle", lambda: level("low", lambda: step)))
    say.watch(m, "ends")
    say("cancelling")
    m.cancel()
    say("cancelled", "called", m.called)
    m.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(m, "at the end")


def cancelIsCaughtInTheMiddle(say):
    step, other = Deferred(), Deferred(lambda deferred: say("other canceller, never"))

    @inlineCallbacks
    def low():
        yield step
        say("never")

    @inlineCallbacks
    def middle():
        try:
            yield low()
        except Exception as e:
            say("middle sees", e)
        got = yield other
        return "middle: " + got

    @inlineCallbacks
    def high():
        got = yield middle()
        say("high has", got)
        return got

    m = high()
    m.cancel()
    say("cancelled")
    other.callback("other")
    say.watch(m, "at the end")


def cancelCleansUpInFinally(say):
    step, cleanup = Deferred(lambda deferred: say("canceller")), Deferred()

    @inlineCallbacks
    def method():
        try:
            yield step
        finally:
            say("cleaning up")
            got = yield cleanup
            say("cleaned up", got)

    m = method()
    say.watch(m, "ends")
    m.cancel()
    say("cancelled")
    cleanup.callback("clean")
    say("cleanup is fired")
    m.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(m, "at the end")


def cancelAMethodThatIsDone(say):
    step = Deferred(lambda deferred: say("canceller, never"))

    @inlineCallbacks
    def method():
        got = yield step
        return got + "!"

    m = method()
    step.callback("done")
    m.cancel()
    say.watch(m, "ends")
    m.cancel()
    later = Deferred(lambda deferred: say("canceller of the later one"))
    m.addCallback(lambda v: later)
    m.cancel()
    say.watch(m, "after the later one")
    say.quiet(m)


def cancelAMethodWhileItRuns(say):
    first = Deferred()

    @inlineCallbacks
    def method():
        yield first
        say("method cancels itself")
        m.cancel()
        say("method goes on")
        got = yield succeed("ready")
        return got + " after all"

    m = method()
    say.watch(m, "ends")
    first.callback("go")
    say("called", m.called)
    say.quiet(m)


def cancelWhatTheMethodAwaits(say):
    step = Deferred(lambda deferred: say("canceller"))

    @inlineCallbacks
    def method():
        try:
            yield step
        except Exception as e:
            say("method sees", e)
            return "told"

    m = method()
    say.watch(m, "ends")
    step.cancel()
    say("cancelled", "called", m.called)
    m.cancel()
    say.watch(m, "at the end")


def cancelFromInsideTheAwaited(say):
    step = Deferred()

    @inlineCallbacks
    def method():
        got = yield step
        say("method has", got)
        return got

    m = method()
    other = Deferred()

    @inlineCallbacks
    def canceller():
        yield other
        say("cancelling the method")
        m.cancel()
        say("the canceller goes on", "called", m.called)

    c = canceller()
    say.watch(m, "ends")
    other.callback("go")
    say.watch(c, "canceller ends")
    say.quiet(m)
