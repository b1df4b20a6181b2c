"""DeferredLock: whose turn it is."""

from twisted.internet.defer import Deferred, DeferredLock, inlineCallbacks

from recorder import Trouble


def state(lock):
    return "%s %d" % ("locked" if lock.locked else "free", len(lock.waiting))


def locksInTurn(say):
    lock = DeferredLock()

    def taking(name):
        def callback(got):
            say(name, "has it", got is lock, state(lock))
            return got

        return callback

    for name in ("a", "b", "c"):
        lock.acquire().addCallback(taking(name))
        say("asked for", name, state(lock))
    for i in range(3):
        lock.release()
        say("released", state(lock))
    lock.acquire().addCallback(taking("d"))
    lock.release()
    say("at the end", state(lock))


def releaseInTheCallback(say):
    lock = DeferredLock()

    def turn(name):
        def callback(got):
            say(name, "begins", state(lock))
            lock.release()
            say(name, "ends", state(lock))

        return callback

    lock.acquire()
    for name in ("a", "b", "c"):
        lock.acquire().addCallback(turn(name))
    say("asked", state(lock))
    lock.release()
    say("released", state(lock))
    lock.acquire().addCallback(turn("d"))
    say("at the end", state(lock))


def acquireInTheCallback(say):
    lock = DeferredLock()

    def again(got):
        say("a begins", state(lock))
        lock.acquire().addCallback(lambda got: say("a again", state(lock)))
        lock.release()
        say("a ends", state(lock))

    lock.acquire().addCallback(lambda got: say("first", state(lock)))
    lock.acquire().addCallback(again)
    lock.acquire().addCallback(lambda got: say("b", state(lock)))
    lock.release()
    say("released", state(lock))
    lock.release()
    say("released", state(lock))
    lock.release()
    say("at the end", state(lock))


def lockCancels(say):
    lock = DeferredLock()
    first = lock.acquire()
    second, third, fourth = lock.acquire(), lock.acquire(), lock.acquire()
    for name, d in (("second", second), ("third", third), ("fourth", fourth)):
        d.addCallbacks(lambda got, name=name: say(name, "has it"), lambda f, name=name: say(name, f))
    third.cancel()
    say("cancelled the third", state(lock))
    first.cancel()
    say("cancelled the first", state(lock))
    lock.release()
    say("released", state(lock))
    second.cancel()
    third.cancel()
    say("cancelled both again", state(lock))
    lock.release()
    say("released", state(lock))
    lock.release()
    say("released", state(lock))


def lockMisuse(say):
    lock = DeferredLock()
    say.attempt("releasing", lock.release)
    lock.acquire()
    say.attempt("releasing", lock.release)
    say.attempt("releasing again", lock.release)
    say("at the end", state(lock))
    lock.acquire().addCallback(lambda got: say("still works", state(lock)))
    say.attempt("releasing", lock.release)


def lockRuns(say):
    lock = DeferredLock()
    step = Deferred()

    def value():
        say("value", state(lock))
        return "value"

    def waiting():
        say("waiting", state(lock))
        return step

    def raising():
        say("raising", state(lock))
        raise Trouble("in the lock")

    say.watch(lock.run(value), "value gave")
    say("then", state(lock))
    say.watch(lock.run(waiting), "waiting gave")
    failing = lock.run(raising)
    say.watch(failing, "raising gave")
    say.watch(lock.run(value), "value gave again")
    say("then", state(lock))
    step.callback("step")
    say("at the end", state(lock))
    say.quiet(failing)


def lockRunIsCancelled(say):
    lock = DeferredLock()
    step = Deferred(lambda deferred: say("the step's canceller"))
    first = lock.run(lambda: step)
    second = lock.run(lambda: say("second, never"))
    third = lock.run(lambda: say("third runs", state(lock)))
    for name, d in (("first", first), ("second", second), ("third", third)):
        say.watch(d, name)
    say("asked", state(lock))
    second.cancel()
    say("cancelled the second", state(lock))
    first.cancel()
    say("cancelled the first", state(lock))
    say.quiet(first)
    say.quiet(second)


def lockInMethods(say):
    lock = DeferredLock()
    steps = [Deferred() for i in range(3)]

    @inlineCallbacks
    def method(i):
        say("method", i, "asks")
        yield lock.acquire()
        try:
            say("method", i, "has it")
            got = yield steps[i]
            say("method", i, "got", got)
        except Trouble as e:
            say("method", i, "caught", e)
        finally:
            say("method", i, "releases")
            lock.release()
        say("method", i, "ends")

    for i in range(3):
        method(i)
    steps[1].errback(Trouble("one"))
    say("fired one", state(lock))
    steps[0].callback("zero")
    say("fired zero", state(lock))
    steps[2].callback("two")
    say("fired two", state(lock))
