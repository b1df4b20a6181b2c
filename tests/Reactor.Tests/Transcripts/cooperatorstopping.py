"""Tasks that wait, and cooperators that start and stop."""

from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import Clock

from cooperators import cooperating, ends, run, work
from recorder import Trouble


def taskWaits(say):
    clock = Clock()
    cooperator = cooperating(clock)
    step = Deferred()

    def waiting():
        say("a waits")
        yield step
        say("a goes on")
        yield nothing()
        say("a is through")

    def nothing():
        say("a ready one")
        return succeed(None)

    a, b = cooperator.cooperate(waiting()), cooperator.cooperate(work(say, "b", 2))
    ends(say, a.whenDone(), "a")
    ends(say, b.whenDone(), "b")
    run(say, clock, 4)
    say("left", len(clock.getDelayedCalls()))
    step.callback("step")
    say("fired", "left", len(clock.getDelayedCalls()))
    say.watch(step, "step holds")
    run(say, clock, 3)


def taskWaitsForAFailure(say):
    clock = Clock()
    cooperator = cooperating(clock)
    step = Deferred()

    def waiting():
        say("a waits")
        yield step
        say("never")

    a = cooperator.cooperate(waiting())
    ends(say, a.whenDone(), "a")
    run(say, clock, 1)
    step.errback(Trouble("of the step"))
    say("fired", "left", len(clock.getDelayedCalls()))
    say.watch(step, "step holds")
    say.attempt("stopping", a.stop)
    say.attempt("pausing", a.pause)
    run(say, clock, 1)


def taskPausedWhileItWaits(say):
    clock = Clock()
    cooperator = cooperating(clock)
    step = Deferred()

    def waiting():
        say("a waits")
        yield step
        say("a goes on")

    a = cooperator.cooperate(waiting())
    ends(say, a.whenDone(), "a")
    run(say, clock, 1)
    a.pause()
    step.callback(None)
    say("fired", "left", len(clock.getDelayedCalls()))
    run(say, clock, 2)
    a.resume()
    say("resumed", "left", len(clock.getDelayedCalls()))
    run(say, clock, 1)
    say("left", len(clock.getDelayedCalls()))


def taskStoppedWhileItWaits(say):
    clock = Clock()
    cooperator = cooperating(clock)
    step = Deferred(lambda deferred: say("the step's canceller, never"))

    def waiting():
        say("a waits")
        yield step
        say("never")

    a = cooperator.cooperate(waiting())
    ends(say, a.whenDone(), "a")
    run(say, clock, 1)
    a.stop()
    say("stopped", "step called", step.called)
    step.callback("late")
    say("fired", "left", len(clock.getDelayedCalls()))
    say.watch(step, "step holds")


def cooperatorStops(say):
    clock = Clock()
    cooperator = cooperating(clock)
    a, b = cooperator.cooperate(work(say, "a", 3)), cooperator.cooperate(work(say, "b", 3))
    ends(say, a.whenDone(), "a")
    ends(say, b.whenDone(), "b")
    say("running", cooperator.running)
    run(say, clock, 1)
    b.pause()
    cooperator.stop()
    say("stopped", "running", cooperator.running, "left", len(clock.getDelayedCalls()))
    say.attempt("stopping a", a.stop)
    c = cooperator.cooperate(work(say, "c", 3))
    ends(say, c.whenDone(), "c")
    run(say, clock, 1)
    b.resume()
    say("resumed b", "left", len(clock.getDelayedCalls()))
    cooperator.start()
    say("running", cooperator.running)
    d = cooperator.cooperate(work(say, "d", 1))
    ends(say, d.whenDone(), "d")
    run(say, clock, 2)


def cooperatorStartsLater(say):
    clock = Clock()
    cooperator = cooperating(clock, started=False)
    say("running", cooperator.running)
    ends(say, cooperator.coiterate(work(say, "a", 1)), "a")
    say("left", len(clock.getDelayedCalls()))
    run(say, clock, 1)
    cooperator.start()
    say("running", cooperator.running, "left", len(clock.getDelayedCalls()))
    run(say, clock, 2)
    say("left", len(clock.getDelayedCalls()))
    never = cooperating(clock, started=False)
    ends(say, never.coiterate(work(say, "b", 1)), "b")
    never.stop()
    say("running", never.running)


def cooperatorStopsInsideATask(say):
    clock = Clock()
    cooperator = cooperating(clock)

    def stopping():
        say("a step")
        yield None
        say("a stops all")
        cooperator.stop()
        say("a goes on")
        yield None
        say("never")

    ends(say, cooperator.coiterate(stopping()), "a")
    ends(say, cooperator.coiterate(work(say, "b", 9)), "b")
    run(say, clock, 4)
    say("left", len(clock.getDelayedCalls()))


def cooperatorStopsMany(say):
    clock = Clock()
    cooperator = cooperating(clock)
    for name in "abcde":
        ends(say, cooperator.coiterate(work(say, name, 3)), name)
    run(say, clock, 2)
    cooperator.stop()
    say("stopped", "left", len(clock.getDelayedCalls()))
    run(say, clock, 2)
