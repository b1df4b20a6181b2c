"""DeferredSemaphore: whose turn it is."""

from twisted.internet.defer import Deferred, DeferredSemaphore

from recorder import Trouble


def semaphoreInTurn(say):
    semaphore = DeferredSemaphore(2)

    def taking(name):
        def callback(got):
            say(name, "has one", got is semaphore, "left", semaphore.tokens)

        return callback

    for name in ("a", "b", "c", "d"):
        semaphore.acquire().addCallback(taking(name))
        say("asked for", name, "left", semaphore.tokens)
    for i in range(4):
        semaphore.release()
        say("released", "left", semaphore.tokens)
    say("limit", semaphore.limit)


def semaphoreCancels(say):
    semaphore = DeferredSemaphore(1)
    first, second, third = semaphore.acquire(), semaphore.acquire(), semaphore.acquire()
    for name, d in (("first", first), ("second", second), ("third", third)):
        d.addCallbacks(lambda got, name=name: say(name, "has one"), lambda f, name=name: say(name, f))
    second.cancel()
    say("cancelled the second", "left", semaphore.tokens)
    semaphore.release()
    say("released", "left", semaphore.tokens)
    first.cancel()
    semaphore.release()
    say("released", "left", semaphore.tokens)
    semaphore.acquire().addCallback(lambda got: say("fourth has one", "left", semaphore.tokens))


def semaphoreMisuse(say):
    say.attempt("none", DeferredSemaphore, 0)
    say.attempt("fewer", DeferredSemaphore, -1)
    semaphore = DeferredSemaphore(1)
    say.attempt("releasing", semaphore.release)
    semaphore.acquire()
    say.attempt("releasing", semaphore.release)
    say.attempt("releasing again", semaphore.release)
    say("left", semaphore.tokens)


def semaphoreRuns(say):
    semaphore = DeferredSemaphore(2)
    steps = [Deferred() for i in range(4)]

    def work(i):
        say("work", i, "left", semaphore.tokens)
        return steps[i]

    made = [semaphore.run(work, i) for i in range(4)]
    for i, d in enumerate(made):
        say.watch(d, "run %d" % i)
    steps[1].callback("one")
    say("left", semaphore.tokens)
    steps[2].errback(Trouble("two"))
    say("left", semaphore.tokens)
    steps[3].callback("three")
    say("left", semaphore.tokens)
    steps[0].callback("zero")
    say("left", semaphore.tokens)
    say.quiet(made[2])
