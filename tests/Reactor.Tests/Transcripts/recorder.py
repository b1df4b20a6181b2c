"""How a scenario tells what happens: one line an event, with values in a form that Python and C# share."""

import gc

from twisted.internet import defer, error, task
from twisted.python import log
from twisted.python.failure import Failure


class Trouble(Exception):
    """What goes wrong in a scenario."""


class Disaster(Exception):
    """What goes wrong otherwise."""


# From the most special to the most general, in the words that both sides use.
NAMES = [
    (defer.CancelledError, "cancelled"),
    (defer.TimeoutError, "timed out"),
    (defer.AlreadyCalledError, "already called"),
    (defer.QueueOverflow, "queue overflow"),
    (defer.QueueUnderflow, "queue underflow"),
    (task.TaskDone, "task done"),
    (task.TaskStopped, "task stopped"),
    (task.TaskFailed, "task failed"),
    (task.SchedulerStopped, "scheduler stopped"),
    (task.NotPaused, "not paused"),
    (error.AlreadyCalled, "misuse"),
    (error.AlreadyCancelled, "misuse"),
    (AssertionError, "misuse"),
    (ValueError, "bad argument"),
]


def show(value):
    """A value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return ("%.3f" % value).rstrip("0").rstrip(".")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(show(v) for v in value) + "]"
    if isinstance(value, Failure):
        return "failure " + show(value.value)
    if isinstance(value, defer.FirstError):
        return "first error #%d: %s" % (value.index, show(value.subFailure.value))
    if isinstance(value, (Trouble, Disaster)):
        return "%s(%s)" % (type(value).__name__, value)
    if isinstance(value, BaseException):
        return next((name for kind, name in NAMES if isinstance(value, kind)), "UNKNOWN " + repr(value))
    return str(value)


class Say:
    """Takes down the events of one scenario."""

    def __init__(self):
        self.lines = []
        self.hasUnhandled = False

    def __call__(self, *words):
        self.lines.append(" ".join(show(w) for w in words))

    def then(self, name, answer=lambda value: value):
        """A callback that says its name and what it was given, and answers."""

        def callback(value):
            self(name, value)
            return answer(value)

        return callback

    def fails(self, name, exception):
        """A callback that says its name and what it was given, and raises."""

        def callback(value):
            self(name, value)
            raise exception

        return callback

    def watch(self, d, name):
        """Says what comes by, and lets it pass."""
        return d.addBoth(self.then(name))

    def quiet(self, d):
        """Takes a failure that is of no more interest."""
        return d.addErrback(lambda f: None)

    def attempt(self, name, f, *args):
        """Says what a call ends in."""
        try:
            f(*args)
        except Exception as e:
            self(name, "raised", e)
        else:
            self(name, "went well")

    def observe(self, event):
        """Says what is logged as an error."""
        if "Unhandled error" in (event.get("log_format") or ""):
            self.hasUnhandled = True
        elif "failure" in event:
            self("logged", event["failure"])


def transcript(scenario):
    """Runs a scenario; what it said."""
    say = Say()
    log.addObserver(say.observe)
    try:
        scenario(say)
        gc.collect()
    finally:
        log.removeObserver(say.observe)
    text = "".join(line + "\n" for line in say.lines)
    if say.hasUnhandled or "UNKNOWN" in text:
        raise RuntimeError("%s is not a tidy scenario:\n%s" % (scenario.__name__, text))
    return text
