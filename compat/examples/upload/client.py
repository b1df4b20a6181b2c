"""Bodies that are sent: a file, and one whose length nobody knows before its end; asks the server of the agent example."""

import os
import sys

from twisted.internet import defer, task
from twisted.web import client, iweb
from zope.interface import implementer


@implementer(iweb.IBodyProducer)
class Countdown:
    """Counts down, a number at a time."""

    length = iweb.UNKNOWN_LENGTH

    def __init__(self, start):
        self.start = start

    def startProducing(self, consumer):
        self.consumer = consumer
        self.task = task.cooperate(self.produce())
        return self.task.whenDone()

    def produce(self):
        for number in range(self.start, -1, -1):
            self.consumer.write(b"%d " % number)
            yield None

    def pauseProducing(self):
        self.task.pause()

    def resumeProducing(self):
        self.task.resume()

    def stopProducing(self):
        self.task.stop()


@defer.inlineCallbacks
def main(reactor, port):
    agent = client.Agent(reactor)
    uri = b"http://127.0.0.1:" + port.encode() + b"/hello"
    with open(os.path.join(os.path.dirname(__file__), "..", "agent", "data.txt"), "rb") as file:
        response = yield agent.request(b"POST", uri, None, client.FileBodyProducer(file))
        body = yield client.readBody(response)
        print("file:", response.code, body.decode())
    response = yield agent.request(b"POST", uri, None, Countdown(5))
    body = yield client.readBody(response)
    print("unknown length:", response.code, body.decode())


task.react(main, sys.argv[1:])
