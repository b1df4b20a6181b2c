"""Cooperator: many iterators, each in turn."""

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock, Cooperator

from recorder import Trouble


def cooperating(clock, steps=1, started=True):
    """A cooperator that makes so many steps a tick, a tick a second."""

    def slices():
        left = [steps]

        def isOver():
            left[0] -= 1
            return left[0] <= 0

        return isOver

    return Cooperator(slices, lambda tick: clock.callLater(1, tick), started)


def work(say, name, count):
    for i in range(count):
        say(name, "step", i)
        yield None


def ends(say, d, name):
    """Says how a task ended."""
    d.addCallbacks(lambda iterator: say(name, "ends"), lambda f: say(name, "ends with", f))


def run(say, clock, seconds):
    for i in range(seconds):
        clock.advance(1)
        say("second", clock.seconds())


def tasksTakeTurns(say):
    clock = Clock()
    cooperator = cooperating(clock)
    for name, count in (("a", 3), ("b", 1), ("c", 2)):
        ends(say, cooperator.cooperate(work(say, name, count)).whenDone(), name)
    say("made", "left", len(clock.getDelayedCalls()))
    run(say, clock, 10)
    say("left", len(clock.getDelayedCalls()))


def manyStepsATick(say):
    clock = Clock()
    cooperator = cooperating(clock, steps=3)
    for name, count in (("a", 4), ("b", 2)):
        ends(say, cooperator.cooperate(work(say, name, count)).whenDone(), name)
    run(say, clock, 4)
    say("left", len(clock.getDelayedCalls()))


def tasksComeLater(say):
    clock = Clock()
    cooperator = cooperating(clock)

    def first():
        for i in range(3):
            say("a step", i)
            if i == 1:
                ends(say, cooperator.cooperate(work(say, "b", 2)).whenDone(), "b")
                say("a added b")
            yield None

    ends(say, cooperator.cooperate(first()).whenDone(), "a")
    run(say, clock, 7)
    say("left", len(clock.getDelayedCalls()))
    ends(say, cooperator.cooperate(work(say, "c", 1)).whenDone(), "c")
    say("left", len(clock.getDelayedCalls()))
    run(say, clock, 2)


def taskPausesAndResumes(say):
    clock = Clock()
    cooperator = cooperating(clock)
    a, b = cooperator.cooperate(work(say, "a", 4)), cooperator.cooperate(work(say, "b", 2))
    ends(say, a.whenDone(), "a")
    ends(say, b.whenDone(), "b")
    run(say, clock, 1)
    a.pause()
    a.pause()
    say("paused twice")
    run(say, clock, 3)
    say("left", len(clock.getDelayedCalls()))
    a.resume()
    say("resumed once", "left", len(clock.getDelayedCalls()))
    run(say, clock, 1)
    a.resume()
    say("resumed twice", "left", len(clock.getDelayedCalls()))
    say.attempt("resuming again", a.resume)
    run(say, clock, 4)


def taskIsStopped(say):
    clock = Clock()
    cooperator = cooperating(clock)
    a, b = cooperator.cooperate(work(say, "a", 9)), cooperator.cooperate(work(say, "b", 2))
    ends(say, a.whenDone(), "a")
    ends(say, b.whenDone(), "b")
    run(say, clock, 2)
    a.stop()
    say("stopped")
    ends(say, a.whenDone(), "a again")
    say.attempt("stopping again", a.stop)
    say.attempt("pausing", a.pause)
    say.attempt("resuming", a.resume)
    run(say, clock, 3)
    say("left", len(clock.getDelayedCalls()))


def lastTaskIsStopped(say):
    clock = Clock()
    cooperator = cooperating(clock)
    a = cooperator.cooperate(work(say, "a", 9))
    run(say, clock, 1)
    say("left", len(clock.getDelayedCalls()))
    ends(say, a.whenDone(), "a")
    a.stop()
    say("left", len(clock.getDelayedCalls()))
    b = cooperator.cooperate(work(say, "b", 9))
    say("left", len(clock.getDelayedCalls()))
    b.pause()
    say("left", len(clock.getDelayedCalls()))
    ends(say, b.whenDone(), "b")
    b.stop()
    b.whenDone().addErrback(say.then("b later", lambda f: None))
    say("left", len(clock.getDelayedCalls()))


def taskFails(say):
    clock = Clock()
    cooperator = cooperating(clock)

    def failing():
        say("a step 0")
        yield None
        say("a raises")
        raise Trouble("in the iterator")

    a, b = cooperator.cooperate(failing()), cooperator.cooperate(work(say, "b", 2))
    ends(say, a.whenDone(), "a")
    ends(say, a.whenDone(), "a too")
    ends(say, b.whenDone(), "b")
    run(say, clock, 5)
    ends(say, a.whenDone(), "a later")
    say.attempt("stopping", a.stop)
    say.attempt("pausing", a.pause)


def taskIsDone(say):
    clock = Clock()
    cooperator = cooperating(clock)
    iterator = work(say, "a", 1)
    a = cooperator.cooperate(iterator)
    a.whenDone().addCallback(lambda got: say("the iterator", got is iterator))
    ends(say, a.whenDone(), "a")
    run(say, clock, 3)
    ends(say, a.whenDone(), "a later")
    say.attempt("stopping", a.stop)
    say.attempt("pausing", a.pause)
    say.attempt("resuming", a.resume)
    say("left", len(clock.getDelayedCalls()))


def stopInACallback(say):
    clock = Clock()
    cooperator = cooperating(clock)
    a, b = cooperator.cooperate(work(say, "a", 1)), cooperator.cooperate(work(say, "b", 9))

    def stopping(iterator):
        say("a ends and stops the other")
        b.stop()
        say("stopped")

    a.whenDone().addCallback(stopping)
    ends(say, b.whenDone(), "b")
    run(say, clock, 4)
    say("left", len(clock.getDelayedCalls()))


def stopInsideTheIterator(say):
    clock = Clock()
    cooperator = cooperating(clock)
    tasks = []

    def stopping():
        say("a stops b")
        tasks[1].stop()
        yield None
        say("a stops itself")
        tasks[0].stop()
        say("a goes on")
        yield None
        say("never")

    tasks.append(cooperator.cooperate(stopping()))
    tasks.append(cooperator.cooperate(work(say, "b", 9)))
    ends(say, tasks[0].whenDone(), "a")
    ends(say, tasks[1].whenDone(), "b")
    run(say, clock, 3)
    say("left", len(clock.getDelayedCalls()))


def pauseInsideTheIterator(say):
    clock = Clock()
    cooperator = cooperating(clock, steps=2)
    tasks = []

    def pausing():
        say("a pauses itself")
        tasks[0].pause()
        say("a goes on")
        yield None
        say("a resumes b")
        tasks[1].resume()
        yield None

    tasks.append(cooperator.cooperate(pausing()))
    tasks.append(cooperator.cooperate(work(say, "b", 4)))
    ends(say, tasks[0].whenDone(), "a")
    ends(say, tasks[1].whenDone(), "b")
    run(say, clock, 1)
    tasks[1].pause()
    tasks[0].resume()
    run(say, clock, 4)
    say("left", len(clock.getDelayedCalls()))


def coiterateGivesADeferred(say):
    clock = Clock()
    cooperator = cooperating(clock)
    ends(say, cooperator.coiterate(work(say, "a", 2)), "a")
    done = Deferred()
    d = cooperator.coiterate(work(say, "b", 1), done)
    say("the same", d is done)
    ends(say, done, "b")

    def failing():
        raise Trouble("in the iterator")
        yield None

    ends(say, cooperator.coiterate(failing()), "c")
    run(say, clock, 6)
    say("left", len(clock.getDelayedCalls()))
