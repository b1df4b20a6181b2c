#!/usr/bin/python3
"""The scenarios on the real Twisted: prints their transcripts, all or those named, or records them.

    python3 -B scenarios.py [--record | NAME ...]
"""

import gc
import inspect
import os
import sys

from twisted.logger import globalLogBeginner

import calls
import cancels
import chains
import clocks
import conversations
import cooperators
import cooperatorstopping
import countedloops
import forwardedcancels
import gathers
import listcancels
import lists
import locks
import loops
import methodcancels
import methods
import ontimeouts
import pauses
import queues
import semaphores
import timeouts
import waits
from recorder import transcript

GROUPS = [
    chains,
    waits,
    pauses,
    cancels,
    forwardedcancels,
    timeouts,
    ontimeouts,
    lists,
    gathers,
    listcancels,
    methods,
    conversations,
    methodcancels,
    calls,
    locks,
    semaphores,
    queues,
    loops,
    countedloops,
    cooperators,
    cooperatorstopping,
    clocks,
]


def scenarios():
    """Every function of the groups that takes nothing but the recorder, by the name it has in C#."""
    for group in GROUPS:
        for name, f in inspect.getmembers(group, inspect.isfunction):
            if f.__module__ == group.__name__ and list(inspect.signature(f).parameters) == ["say"]:
                yield name[0].upper() + name[1:], f


def main():
    # What is there already need not be looked through after every scenario.
    gc.freeze()
    # What Twisted logs is the recorder's; with no logging begun it would also go to standard error.
    globalLogBeginner.beginLoggingTo([lambda event: None], redirectStandardIO=False)
    named = sys.argv[1:]
    if named == ["--record"]:
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded")
        for name, f in scenarios():
            with open(os.path.join(folder, name + ".txt"), "w") as file:
                file.write(transcript(f))
        return
    for name, f in scenarios():
        if not named or name in named:
            print("=== " + name)
            print(transcript(f), end="")


main()
