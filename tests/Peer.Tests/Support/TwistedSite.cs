using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>A real Twisted web server on loopback: it closes the connection on what is sent to /drop, and tells what it read of a form
/// sent to /form.</summary>
internal sealed class TwistedSite : IOrigin
{
    private const string Script = """
        import sys, time
        from twisted.internet import reactor, stdio, protocol
        from twisted.web import http, resource, server, static, util

        folder, path, idle, most = sys.argv[1:]
        log = open(path, "a", buffering=1)


        class LoggedRequest(server.Request):
            def process(self):
                number = self.channel.site.numbers[self.getClientAddress().port]
                print("request", number, self.method.decode(), self.uri.decode(), time.time(), file=log)
                self.channel.requestCount += 1
                if self.channel.requestCount == int(most):
                    self.setHeader(b"connection", b"close")
                    self.channel.persistent = False
                server.Request.process(self)


        class LoggedChannel(http.HTTPChannel):
            requestCount = 0

            def connectionLost(self, reason):
                print("end", file=log)
                http.HTTPChannel.connectionLost(self, reason)


        class NumberedSite(server.Site):
            requestFactory = LoggedRequest
            protocol = LoggedChannel

            def __init__(self, root):
                server.Site.__init__(self, root, timeout=int(idle))
                self.connections = 0
                self.numbers = {}

            def buildProtocol(self, address):
                self.connections += 1
                self.numbers[address.port] = self.connections
                print("connection", self.connections, file=log)
                return server.Site.buildProtocol(self, address)


        class Drop(resource.Resource):
            isLeaf = True

            def render(self, request):
                request.content.read()
                request.transport.loseConnection()
                return server.NOT_DONE_YET


        class Form(resource.Resource):
            isLeaf = True

            def render_POST(self, request):
                fields = [b"%s=%s" % (n, v) for n in sorted(request.args) for v in request.args[n]]
                return b"|".join(fields) if fields else request.content.read()


        class Answer(resource.Resource):
            isLeaf = True

            def __init__(self, code):
                resource.Resource.__init__(self)
                self.code = code

            def render(self, request):
                request.setResponseCode(self.code)
                return b""


        class UntilInputEnds(protocol.Protocol):
            def connectionLost(self, reason):
                reactor.stop()


        class Packed(static.File):
            def getChild(self, path, request):
                child = static.File.getChild(self, path, request)
                return resource.EncodingResourceWrapper(child, [server.GzipEncoderFactory()])


        root = Packed(folder)
        root.putChild(b"drop", Drop())
        root.putChild(b"form", Form())
        root.putChild(b"post", Form())
        root.putChild(b"none", Answer(204))
        root.putChild(b"refused", Answer(403))
        root.putChild(b"moved", util.Redirect(b"/page3.txt"))
        port = reactor.listenTCP(0, NumberedSite(root), interface="127.0.0.1")
        stdio.StandardIO(UntilInputEnds())
        print("listening", port.getHost().port, flush=True)
        reactor.run()
        """;

    private readonly Scratch _scratch;
    private readonly Child _process;
    private readonly int _port;

    internal TwistedSite(OriginSettings? settings = null)
    {
        settings ??= new OriginSettings();
        var python = Peer.Find("python3", "python3-twisted");
        if (Peer.Run(python, "-c", "import twisted.web") is { ExitCode: not 0 })
            throw Peer.Missing($"{python} has no Twisted (Debian: python3-twisted)");
        _scratch = new Scratch();
        var script = _scratch.Write("site.py", Script);
        _process = new Child(python, "-u", script, settings.SiteIn(_scratch), _scratch.PathOf("site.log"), $"{settings.IdleSeconds}",
            $"{settings.RequestsPerConnection}");
        try
        {
            _port = int.Parse(_process.WaitFor("listening ").Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool Echoes => true;

    // It asks for the body as soon as it has read the head.
    public bool RefusesAtOnce => false;

    /// <summary>The requests in its log, in the order they came.</summary>
    public IReadOnlyList<Delivery> Deliveries =>
        [.. Lines("request").Select(p => new Delivery(p[1], p[2], p[3], double.Parse(p[4], CultureInfo.InvariantCulture)))];

    public int Connections => Lines("connection").Count();

    public int? MostAtOnce
    {
        get
        {
            var (open, most) = (0, 0);
            foreach (var parts in Lines())
            {
                open += parts[0] switch { "connection" => 1, "end" => -1, _ => 0 };
                most = Math.Max(most, open);
            }
            return most;
        }
    }

    public string URL(string path) => $"http://127.0.0.1:{_port}/{path}";

    public void Quit()
    {
        _process.CloseInput();
        _process.WaitForExit().Should().BeTrue("the site ends with its input");
    }

    public void Dispose()
    {
        _process.Dispose();
        _scratch.Dispose();
    }

    private IEnumerable<string[]> Lines(string kind) => Lines().Where(parts => parts[0] == kind);

    private IEnumerable<string[]> Lines() => File.ReadAllLines(_scratch.PathOf("site.log")).Select(line => line.Split(' '));
}
