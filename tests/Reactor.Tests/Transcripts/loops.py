"""LoopingCall: when it calls, and how it ends."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock, LoopingCall

from recorder import Trouble


def looping(clock, f):
    loop = LoopingCall(f)
    loop.clock = clock
    return loop


def counting(clock, f):
    loop = LoopingCall.withCount(f)
    loop.clock = clock
    return loop


def ends(say, loop, d, name="loop"):
    """Says how the loop ended."""
    d.addCallbacks(lambda ended: say(name, "ends", ended is loop, "running", loop.running), say.then(name + " fails", lambda f: None))


def loopKeepsItsTimes(say):
    clock = Clock()
    loop = looping(clock, lambda: say("call at", clock.seconds()))
    ends(say, loop, loop.start(1))
    say("started", "running", loop.running)
    for step in (1, 0.5, 0.5, 2.5, 0.5, 0.25, 0.75):
        clock.advance(step)
        say("at", clock.seconds())
    loop.stop()
    say("running", loop.running, "left", len(clock.getDelayedCalls()))


def loopSkipsWhatItMissed(say):
    clock = Clock()
    loop = looping(clock, lambda: say("call at", clock.seconds()))
    clock.advance(0.25)
    ends(say, loop, loop.start(2))
    clock.advance(7)
    say("next at", clock.getDelayedCalls()[0].getTime())
    clock.advance(1)
    say("next at", clock.getDelayedCalls()[0].getTime())
    clock.advance(20)
    say("next at", clock.getDelayedCalls()[0].getTime())
    loop.stop()


def loopStartsLater(say):
    clock = Clock()
    loop = looping(clock, lambda: say("call at", clock.seconds()))
    ends(say, loop, loop.start(2, now=False))
    say("started")
    clock.advance(1.5)
    say("at", clock.seconds())
    clock.advance(0.5)
    clock.advance(2)
    loop.stop()
    clock.advance(4)
    say("at", clock.seconds())
    ends(say, loop, loop.start(1, now=False), "again")
    loop.stop()
    say("left", len(clock.getDelayedCalls()))


def loopStopsInside(say):
    clock = Clock()
    calls = []

    def call():
        calls.append(clock.seconds())
        say("call", len(calls))
        if len(calls) == 3:
            loop.stop()
            say("stopped inside", "running", loop.running)

    loop = looping(clock, call)
    ends(say, loop, loop.start(1))
    for i in range(4):
        clock.advance(1)
        say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))


def loopStopsInTheFirstCall(say):
    clock = Clock()

    def call():
        say("call", "running", loop.running)
        loop.stop()
        say("stopped", "running", loop.running)

    loop = looping(clock, call)
    d = loop.start(1)
    say("called", d.called)
    ends(say, loop, d)
    say("left", len(clock.getDelayedCalls()))


def loopFails(say):
    clock = Clock()
    calls = []

    def call():
        calls.append(1)
        say("call", len(calls), "running", loop.running)
        if len(calls) == 2:
            raise Trouble("in the call")

    loop = looping(clock, call)
    ends(say, loop, loop.start(1))
    clock.advance(1)
    say("running", loop.running, "left", len(clock.getDelayedCalls()))
    clock.advance(5)
    say.attempt("stopping", loop.stop)
    calls.clear()
    ends(say, loop, loop.start(1), "again")
    say("running", loop.running)
    loop.stop()


def loopFailsAtOnce(say):
    clock = Clock()

    def call():
        say("call")
        raise Trouble("at once")

    loop = looping(clock, call)
    d = loop.start(1)
    say("called", d.called, "running", loop.running)
    ends(say, loop, d)
    say("left", len(clock.getDelayedCalls()))

    def stopping():
        say("stops and raises")
        loop.stop()
        raise Trouble("after the stop")

    loop = looping(clock, stopping)
    ends(say, loop, loop.start(1))
    say("running", loop.running, "left", len(clock.getDelayedCalls()))


def loopWaits(say):
    clock = Clock()
    steps = []

    def call():
        say("call at", clock.seconds())
        steps.append(Deferred())
        return steps[-1]

    loop = looping(clock, call)
    ends(say, loop, loop.start(1))
    clock.advance(2.5)
    say("at", clock.seconds(), "left", len(clock.getDelayedCalls()))
    steps[0].callback(None)
    say("next at", clock.getDelayedCalls()[0].getTime())
    clock.advance(0.5)
    steps[1].callback(None)
    say("next at", clock.getDelayedCalls()[0].getTime())
    clock.advance(1)
    steps[2].errback(Trouble("of the step"))
    say("running", loop.running, "left", len(clock.getDelayedCalls()))


def loopStopsWhileItWaits(say):
    clock = Clock()
    step = Deferred(lambda deferred: say("the step's canceller, never"))
    loop = looping(clock, lambda: step)
    d = loop.start(1)
    ends(say, loop, d)
    loop.stop()
    say("stopped", "called", d.called, "running", loop.running)
    say.attempt("stopping again", loop.stop)
    clock.advance(3)
    step.callback(None)
    say("fired", "left", len(clock.getDelayedCalls()))
    failing = Deferred()
    loop = looping(clock, lambda: failing)
    ends(say, loop, loop.start(1))
    loop.stop()
    failing.errback(Trouble("after the stop"))
    say("running", loop.running)


def loopIsReset(say):
    clock = Clock()
    loop = looping(clock, lambda: say("call at", clock.seconds()))
    ends(say, loop, loop.start(2))
    clock.advance(1.5)
    loop.reset()
    say("reset at", clock.seconds())
    clock.advance(1)
    say("at", clock.seconds())
    clock.advance(1)
    clock.advance(2)
    loop.reset()
    clock.advance(5)
    say("next at", clock.getDelayedCalls()[0].getTime())
    loop.stop()
    say.attempt("resetting", loop.reset)


def loopIsResetInside(say):
    clock = Clock()
    steps = []

    def call():
        say("call at", clock.seconds())
        loop.reset()
        say("reset inside", "left", len(clock.getDelayedCalls()))
        if clock.seconds() >= 3:
            steps.append(Deferred())
            return steps[-1]

    loop = looping(clock, call)
    ends(say, loop, loop.start(1))
    clock.advance(1.5)
    clock.advance(1.5)
    loop.reset()
    say("reset while it waits", "left", len(clock.getDelayedCalls()))
    clock.advance(0.25)
    steps[0].callback(None)
    say("next at", clock.getDelayedCalls()[0].getTime())
    loop.stop()


def loopMisuse(say):
    clock = Clock()
    loop = looping(clock, lambda: say("call at", clock.seconds()))
    say.attempt("stopping", loop.stop)
    say.attempt("resetting", loop.reset)
    say.attempt("a bad interval", loop.start, -1)
    say("running", loop.running)
    ends(say, loop, loop.start(1))
    say.attempt("starting again", loop.start, 1)
    clock.advance(1)
    loop.stop()
    say.attempt("stopping again", loop.stop)


def loopStartsAgain(say):
    clock = Clock()
    loop = looping(clock, lambda: say("call at", clock.seconds()))

    def again(ended):
        say("again at", clock.seconds(), "running", loop.running)
        ends(say, loop, loop.start(2), "second")
        say("started again")

    loop.start(1).addCallback(again)
    clock.advance(1)
    clock.advance(0.5)
    loop.stop()
    clock.advance(2)
    say("at", clock.seconds())
    loop.stop()
    say("left", len(clock.getDelayedCalls()))


def twoLoops(say):
    clock = Clock()
    a = looping(clock, lambda: say("a at", clock.seconds()))
    b = looping(clock, lambda: say("b at", clock.seconds()))

    def stopping():
        say("c at", clock.seconds())
        if clock.seconds() >= 4:
            a.stop()
            c.stop()

    c = looping(clock, stopping)
    ends(say, a, a.start(1), "a")
    ends(say, b, b.start(1.5, now=False), "b")
    ends(say, c, c.start(2), "c")
    for i in range(9):
        clock.advance(0.5)
    b.stop()
    say("left", len(clock.getDelayedCalls()))
