"""Work in threads, and its way back to the reactor."""

import threading

from twisted.internet import defer, reactor, task, threads

main_thread = threading.current_thread()


def where():
    return "in the reactor's thread" if threading.current_thread() is main_thread else "in another thread"


def square(x):
    return x * x, where()


def fail():
    raise ValueError("no such number")


def ask(done):
    # A thread that needs something of the reactor waits for it.
    answer = threads.blockingCallFromThread(reactor, task.deferLater, reactor, 0.01, lambda: "answer " + where())
    reactor.callFromThread(done.callback, (answer, where()))


@defer.inlineCallbacks
def main(reactor):
    result, place = yield threads.deferToThread(square, 12)
    print(result, place)
    try:
        yield threads.deferToThread(fail)
    except ValueError as error:
        print("failed:", error)
    done = defer.Deferred()
    reactor.callInThread(ask, done)
    answer, place = yield done
    print(answer)
    print("asked", place)
    results = yield defer.gatherResults([threads.deferToThread(square, x) for x in range(5)])
    print("squares:", [result for result, place in results])


task.react(main)
