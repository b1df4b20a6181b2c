"""The server that both clients ask."""

import os
import sys

from twisted.internet import reactor
from twisted.web import resource, server, static, util


class Hello(resource.Resource):
    isLeaf = True

    def render_GET(self, request):
        request.setHeader(b"content-type", b"text/plain")
        request.setHeader(b"x-agent", request.getHeader(b"user-agent") or b"none")
        return b"Hello, " + request.args.get(b"name", [b"world"])[0] + b"!"

    def render_POST(self, request):
        return b"You sent " + request.content.read()


class Counter(resource.Resource):
    isLeaf = True

    def render_GET(self, request):
        count = int(request.getCookie(b"count") or b"0") + 1
        request.addCookie(b"count", b"%d" % count)
        return b"visit %d" % count


class Packed(resource.Resource):
    isLeaf = True

    def render_GET(self, request):
        return b"squeeze " * 100


root = resource.Resource()
root.putChild(b"hello", Hello())
root.putChild(b"counter", Counter())
root.putChild(b"packed", resource.EncodingResourceWrapper(Packed(), [server.GzipEncoderFactory()]))
root.putChild(b"moved", util.Redirect(b"/hello?name=redirected"))
root.putChild(b"data", static.Data(b"0123456789", "text/plain"))
root.putChild(b"file", static.File(os.path.join(os.path.dirname(__file__), "data.txt")))
port = reactor.listenTCP(int(sys.argv[1]), server.Site(root), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
