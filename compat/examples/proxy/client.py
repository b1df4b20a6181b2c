"""Asks the server of the agent example through a proxy."""

import sys

from twisted.internet import defer, endpoints, task
from twisted.web import client


@defer.inlineCallbacks
def main(reactor, proxy, port):
    agent = client.ProxyAgent(endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(proxy)))
    response = yield agent.request(b"GET", b"http://127.0.0.1:" + port.encode() + b"/hello?name=proxy")
    body = yield client.readBody(response)
    print(response.code, body.decode())


task.react(main, sys.argv[1:])
