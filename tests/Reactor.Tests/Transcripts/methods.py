"""inlineCallbacks: where they begin, wait, go on and end."""

from twisted.internet.defer import Deferred, fail, inlineCallbacks, succeed

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
