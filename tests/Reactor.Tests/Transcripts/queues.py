"""DeferredQueue: who gets what."""

from twisted.internet.defer import DeferredQueue, inlineCallbacks


def queueInTurn(say):
    queue = DeferredQueue()
    queue.put("one")
    queue.put("two")
    say.watch(queue.get(), "a")
    say.watch(queue.get(), "b")
    say.watch(queue.get(), "c")
    say.watch(queue.get(), "d")
    say("asked")
    queue.put("three")
    say("put three")
    queue.put("four")
    queue.put("five")
    say("put five")
    say.watch(queue.get(), "e")


def queueLimits(say):
    queue = DeferredQueue(size=2, backlog=1)
    say.attempt("put one", queue.put, "one")
    say.attempt("put two", queue.put, "two")
    say.attempt("put three", queue.put, "three")
    for name in "abc":
        say.attempt("get " + name, lambda: say.watch(queue.get(), name))
    say.attempt("get d", queue.get)
    say.attempt("put four", queue.put, "four")
    say.attempt("put five", queue.put, "five")
    none = DeferredQueue(size=0, backlog=0)
    say.attempt("put", none.put, "six")
    say.attempt("get", none.get)
    direct = DeferredQueue(size=0)
    say.watch(direct.get(), "direct")
    say.attempt("put", direct.put, "seven")
    say.attempt("put", direct.put, "eight")


def queueCancels(say):
    queue = DeferredQueue(backlog=2)
    a, b = queue.get(), queue.get()
    say.watch(a, "a")
    say.watch(b, "b")
    say.attempt("get c", queue.get)
    a.cancel()
    say("cancelled a")
    c = queue.get()
    say.watch(c, "c")
    queue.put("one")
    say("put one")
    b.cancel()
    a.cancel()
    queue.put("two")
    say("put two")
    queue.put("three")
    d = queue.get()
    d.cancel()
    say.watch(d, "d")
    say.quiet(a)


def queuePutsInTheCallback(say):
    queue = DeferredQueue()

    def putting(v):
        say("a has", v)
        queue.put(v + "!")
        say("a has put")
        queue.get().addCallback(say.then("a again"))
        return v

    queue.get().addCallback(putting)
    queue.get().addCallback(say.then("b"))
    queue.put("one")
    say("put one")
    queue.put("two")
    say("put two")
    queue.put("three")
    say.watch(queue.get(), "c")


def queueInMethods(say):
    queue = DeferredQueue()

    @inlineCallbacks
    def consumer(name):
        while True:
            got = yield queue.get()
            say(name, "has", got)
            if got == "end":
                queue.put("end")
                return name + " ends"

    a, b = consumer("a"), consumer("b")
    say.watch(a, "a")
    say.watch(b, "b")
    for item in ("one", "two", "three"):
        queue.put(item)
        say("put", item)
    queue.put("end")
    say.watch(queue.get(), "left")
