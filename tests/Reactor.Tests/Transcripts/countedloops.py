"""LoopingCall with a count, or without an interval."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from loops import counting, ends, looping


def loopCounts(say):
    clock = Clock()
    loop = counting(clock, lambda count: say("count", count, "at", clock.seconds()))
    ends(say, loop, loop.start(1))
    for step in (1, 0.5, 2, 0.5, 3.75, 0.25, 10):
        clock.advance(step)
        say("at", clock.seconds())
    loop.stop()


def loopCountsFromLater(say):
    clock = Clock()
    clock.advance(0.5)
    loop = counting(clock, lambda count: say("count", count, "at", clock.seconds()))
    ends(say, loop, loop.start(1, now=False))
    for step in (1, 3.25, 0.75, 2):
        clock.advance(step)
        say("at", clock.seconds())
    loop.stop()


def loopCountsWhileItWaits(say):
    clock = Clock()
    steps = []

    def call(count):
        say("count", count, "at", clock.seconds())
        steps.append(Deferred())
        return steps[-1]

    loop = counting(clock, call)
    ends(say, loop, loop.start(1))
    clock.advance(3.5)
    steps[0].callback(None)
    clock.advance(0.5)
    say("at", clock.seconds())
    clock.advance(0.25)
    steps[1].callback(None)
    clock.advance(0.75)
    steps[2].callback(None)
    loop.stop()
    say("left", len(clock.getDelayedCalls()))


def loopCountsAndIsReset(say):
    clock = Clock()
    loop = counting(clock, lambda count: say("count", count, "at", clock.seconds()))
    ends(say, loop, loop.start(2))
    clock.advance(3)
    loop.reset()
    say("reset at", clock.seconds())
    for step in (1, 1, 2, 5):
        clock.advance(step)
        say("at", clock.seconds())
    loop.stop()


def loopWithoutInterval(say):
    clock = Clock()
    steps = []

    def call():
        say("call at", clock.seconds())
        steps.append(Deferred())
        return steps[-1]

    loop = looping(clock, call)
    ends(say, loop, loop.start(0))
    for i in range(2):
        clock.advance(1)
        steps[-1].callback(None)
        say("due at", clock.getDelayedCalls()[0].getTime())
    clock.advance(0)
    loop.stop()
    steps[-1].callback(None)
    counted = counting(clock, lambda count: say("count", count, "at", clock.seconds()) or steps[-1])
    steps.append(Deferred())
    ends(say, counted, counted.start(0), "counting")
    clock.advance(5)
    d = steps[-1]
    steps.append(Deferred())
    d.callback(None)
    clock.advance(5)
    counted.stop()
    steps[-1].callback(None)
