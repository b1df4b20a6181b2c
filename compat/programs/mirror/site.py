"""What the mirror is tried on: a few pages that know when they changed, one that fails now and then, one that always does."""

from twisted.internet import reactor
from twisted.web import http, resource, server

CHANGED = 1230000000


class Page(resource.Resource):
    isLeaf = True

    def __init__(self, body, etag=None, failures=0):
        resource.Resource.__init__(self)
        self.body = body
        self.etag = etag
        self.failures = failures

    def render_GET(self, request):
        if self.failures > 0:
            self.failures -= 1
            request.setResponseCode(503)
            return b"come back later"
        if self.etag is not None:
            cached = request.setETag(self.etag)
        else:
            cached = request.setLastModified(CHANGED)
        return b"" if cached is http.CACHED else self.body


root = resource.Resource()
root.putChild(
    b"",
    Page(
        b'<a href="/a">a</a> <a href="/b.html">b</a> <a href="/missing">?</a> <a href="/flaky">flaky</a> <a href="/broken">broken</a>'
        b'<a href="http://elsewhere.example/">elsewhere</a> <a href="mailto:me">me</a>'
    ),
)
root.putChild(b"a", Page(b'<a href="/">home</a> <a href="/b.html#part">b</a> <a href="/c?x=1">c</a>'))
root.putChild(b"b.html", Page(b"no links here" * 1000, etag=b'"first"'))
root.putChild(b"c", Page(b'<A HREF="/a">back</A>', etag=b'"c"'))
root.putChild(b"flaky", Page(b'<a href="/d">d</a>', failures=2))
root.putChild(b"d", Page(b""))
root.putChild(b"broken", Page(b"", failures=1000))
port = reactor.listenTCP(0, server.Site(root), interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
