"""inlineCallbacks, and functions that may return anything."""

from twisted.internet.defer import Deferred, execute, fail, inlineCallbacks, maybeDeferred, succeed
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from recorder import Disaster, Trouble


def methodThatDoesNotWait(say):
    @inlineCallbacks
    def method():
        say("method begins")
        first = yield succeed("one")
        say("method has", first)
        second = yield succeed("two")
        say("method has", second)
        return first + " " + second

    say("calling")
    d = method()
    say("called", d.called)
    say.watch(d, "ends")


def methodThatWaits(say):
    first, second = Deferred(), Deferred()

    @inlineCallbacks
    def method():
        say("method begins")
        a = yield first
        say("method has", a)
        b = yield second
        say("method has", b)
        return a + " " + b

    d = method()
    say("method is called", d.called)
    say.watch(d, "ends")
    second.callback("two")
    say("second is fired")
    first.callback("one")
    say("first is fired", d.called)
    say.watch(d, "at the end")


def methodResumesBetweenCallbacks(say):
    d = Deferred()
    d.addCallback(say.then("before it", lambda v: v + "!"))

    @inlineCallbacks
    def method():
        say("method waits")
        got = yield d
        say("method has", got)
        return got + " done"

    m = method()
    m.addCallback(say.then("callback of the method"))
    say("firing")
    d.callback("value")
    say("fired")
    m.addCallback(say.then("late callback of the method"))


def methodThatThrows(say):
    @inlineCallbacks
    def atOnce():
        say("throws at once")
        raise Trouble("at once")
        yield

    @inlineCallbacks
    def later():
        say("waits")
        yield d
        say("throws later")
        raise Disaster("later")

    d = Deferred()
    first = atOnce()
    say("called", first.called)
    first.addErrback(say.then("first errback", lambda f: None))
    second = later()
    second.addCallback(say.then("skipped"))
    second.addErrback(say.then("second errback", lambda f: None))
    say("firing")
    d.callback("go")
    say("fired")


def methodTriesAndCatches(say):
    steps = [Deferred() for i in range(3)]

    @inlineCallbacks
    def method():
        try:
            say("try")
            a = yield steps[0]
            say("never", a)
        except Trouble as e:
            say("except", e)
            b = yield steps[1]
            say("has", b)
        else:
            say("never")
        finally:
            say("finally")
            c = yield steps[2]
            say("has", c)
        say("after it all")
        return "end"

    d = method()
    say.watch(d, "ends")
    steps[0].errback(Trouble("zero"))
    say("fired zero")
    steps[1].callback("one")
    say("fired one", d.called)
    steps[2].callback("two")
    say("fired two", d.called)


def methodThrowsInFinally(say):
    d = Deferred()

    @inlineCallbacks
    def method():
        try:
            try:
                yield d
            finally:
                say("inner finally")
                raise Disaster("in finally")
        except Disaster as e:
            say("except", e)
            raise Trouble("in except")
        finally:
            say("outer finally")

    m = method()
    say.watch(m, "ends")
    d.errback(Trouble("first"))
    say.quiet(m)
    say.watch(m, "at the end")


def methodsCallMethods(say):
    d = Deferred()

    @inlineCallbacks
    def low():
        say("low begins")
        got = yield d
        say("low has", got)
        return got + 1

    @inlineCallbacks
    def middle():
        say("middle begins")
        got = yield low()
        say("middle has", got)
        again = yield low()
        say("middle has again", again)
        return got + again

    @inlineCallbacks
    def high():
        say("high begins")
        got = yield middle()
        say("high has", got)
        return got * 2

    m = high()
    say("waiting", m.called)
    d.addCallback(lambda v: 20)
    say.watch(m, "ends")
    d2, d = d, succeed(5)
    say("firing")
    d2.callback(0)
    say("fired")


def exceptionThroughThreeMethods(say):
    d = Deferred()

    @inlineCallbacks
    def low():
        try:
            yield d
        finally:
            say("low finally")

    @inlineCallbacks
    def middle():
        try:
            yield low()
            say("never")
        except Trouble as e:
            say("middle sees", e)
            raise
        finally:
            say("middle finally")

    @inlineCallbacks
    def high():
        try:
            yield middle()
        except Disaster:
            say("never")
        except Trouble as e:
            say("high sees", e)
            raise Disaster("because of it")

    m = high()
    say.watch(m, "ends")
    say("firing")
    d.errback(Trouble("deep down"))
    say("fired")
    m.addErrback(say.then("errback", lambda f: "settled"))
    say.watch(m, "at the end")


def methodWithThousandsOfReadyOnes(say):
    @inlineCallbacks
    def method():
        total = 0
        for i in range(5000):
            total += yield succeed(i)
            if i % 1000 == 0:
                say("at", i, "total", total)
        return total

    say.watch(method(), "ends")

    @inlineCallbacks
    def nested(depth):
        if depth == 0:
            return 0
        below = yield nested(depth - 1)
        return below + 1

    say.watch(nested(50), "nested")


def methodAwaitsWhatHasFailed(say):
    @inlineCallbacks
    def method():
        for d in (fail(Trouble("one")), succeed("two"), fail(Disaster("three"))):
            try:
                got = yield d
                say("has", got)
            except Trouble as e:
                say("caught", e)
        say("never")

    d = method()
    say("called", d.called)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


def methodAwaitsAChain(say):
    inner, outer = Deferred(), Deferred()
    outer.addCallback(say.then("outer waits", lambda v: inner))
    outer.addCallback(say.then("outer goes on", lambda v: v + "!"))

    @inlineCallbacks
    def method():
        got = yield outer
        say("method has", got)
        return got

    m = method()
    outer.callback("start")
    say("outer is fired", m.called)
    inner.callback("inner")
    say("inner is fired", m.called)
    say.watch(inner, "inner at the end")
    say.watch(m, "at the end")


def methodAwaitsAPausedOne(say):
    d = succeed("held")
    d.pause()

    @inlineCallbacks
    def method():
        say("method waits")
        got = yield d
        say("method has", got)
        return got

    m = method()
    say("called", m.called)
    d.unpause()
    say("called", m.called)
    say.watch(m, "at the end")


def methodFiresWhatAnotherAwaits(say):
    ping, pong = Deferred(), Deferred()

    @inlineCallbacks
    def first():
        say("first waits")
        got = yield ping
        say("first has", got, "and fires pong")
        pong.callback("pong")
        say("first goes on")
        return "first done"

    @inlineCallbacks
    def second():
        say("second fires ping")
        ping.callback("ping")
        say("second waits")
        got = yield pong
        say("second has", got)
        return "second done"

    a = first()
    a.addCallback(say.then("callback of the first"))
    b = second()
    b.addCallback(say.then("callback of the second"))

    @inlineCallbacks
    def third():
        say("third waits")
        got = yield other
        say("third has", got)

    @inlineCallbacks
    def fourth():
        say("fourth fires")
        other.callback("other")
        say("fourth ends")
        yield succeed(None)

    other = Deferred()
    say.watch(third(), "third ends")
    say.watch(fourth(), "fourth ends")


def methodsTakeTurns(say):
    turns = [Deferred() for i in range(6)]

    @inlineCallbacks
    def method(name, mine):
        total = 0
        for turn in mine:
            total += yield turn
            say(name, "total", total)
        return total

    a, b = method("a", turns[0::2]), method("b", turns[1::2])
    say.watch(a, "a ends")
    say.watch(b, "b ends")
    for i in (0, 1, 3, 4, 2, 5):
        say("turn", i)
        turns[i].callback(i)


def twoAwaitOne(say):
    d = Deferred()

    @inlineCallbacks
    def method(name):
        say(name, "waits")
        got = yield d
        say(name, "has", got)
        return got

    first, second = method("first"), method("second")
    say.watch(first, "first ends")
    say.watch(second, "second ends")
    say("firing")
    d.callback("value")
    say.watch(d, "at the end")


def methodReturnedFromACallback(say):
    step = Deferred(lambda deferred: say("the step's canceller"))

    @inlineCallbacks
    def method(v):
        say("method begins with", v)
        got = yield step
        say("method has", got)
        return v + " " + got

    d = Deferred()
    d.addCallback(method)
    d.addCallback(say.then("after the method"))
    d.callback("start")
    say("paused", d.paused)
    step.callback("step")
    say("paused", d.paused)
    step = Deferred(lambda deferred: say("the next step's canceller"))
    d.addCallback(method)
    say("cancelling")
    d.cancel()
    say("paused", d.paused)
    d.addErrback(say.then("errback", lambda f: "recovered"))
    say.watch(d, "at the end")


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


def retries(say):
    clock = Clock()

    def attempt(n):
        d = Deferred()
        if n < 3:
            clock.callLater(1, lambda: d.errback(Trouble("attempt %d" % n)))
        else:
            clock.callLater(1, lambda: d.callback("attempt %d" % n))
        return d

    def wait(seconds):
        d = Deferred()
        clock.callLater(seconds, lambda: d.callback(None))
        return d

    @inlineCallbacks
    def method():
        for n in range(1, 5):
            try:
                got = yield attempt(n)
                say("at", clock.seconds(), "has", got)
                return got
            except Trouble as e:
                say("at", clock.seconds(), "caught", e)
                yield wait(0.5 * n)
                say("at", clock.seconds(), "again")

    m = method()
    say.watch(m, "ends")
    for i in range(12):
        clock.advance(0.5)


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
