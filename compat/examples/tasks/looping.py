"""A LoopingCall, calls that are put off and cancelled, work in threads, work shared out in turns."""

from twisted.internet import defer, reactor, task, threads

count = 0


def tick():
    global count
    count += 1
    print("tick", count)
    if count == 3:
        loop.stop()


def countTo(name, number):
    for i in range(number):
        print(name, i)
        yield None


def work(x):
    return x * x


@defer.inlineCallbacks
def rest(ignored):
    cancelled = reactor.callLater(5, print, "never")
    put_off = reactor.callLater(0.01, print, "put off")
    put_off.delay(0.01)
    cancelled.cancel()
    print("active:", cancelled.active(), put_off.active())
    yield task.deferLater(reactor, 0.05, print, "later")
    squares = yield defer.gatherResults([threads.deferToThread(work, i) for i in range(4)])
    print("squares:", *squares)
    results = yield defer.DeferredList([threads.deferToThread(work, 9), defer.fail(ValueError("no"))], consumeErrors=True)
    for success, value in results:
        print(success, value if success else value.getErrorMessage())
    cooperator = task.Cooperator()
    yield defer.gatherResults([cooperator.coiterate(countTo("a", 2)), cooperator.coiterate(countTo("b", 3))])
    slow = defer.Deferred()
    slow.addTimeout(0.01, reactor)
    try:
        yield slow
    except defer.TimeoutError:
        print("timed out")


loop = task.LoopingCall(tick)
loop.start(0.01).addCallback(rest).addErrback(print).addBoth(lambda ignored: reactor.stop())
reactor.run()
