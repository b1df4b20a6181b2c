using System.IO.Compression;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Bodies both ways over real sockets: streams read on any thread, uploads that are answered before their end.</summary>
public sealed class BodyTests(Type kind) : LiveReactor(kind)
{
    private const int Large = 3_000_000;

    public enum Upload
    {
        Bytes,
        Stream,
        File,
    }

    [Test]
    public void ReadStream_OnTheReactorsThread_GoesOnThere()
    {
        using var server = new ScriptedServer(c => SendLarge(c));
        Run(async Deferred () =>
        {
            var home = Environment.CurrentManagedThreadId;
            var agent = new Agent(Reactor);
            var response = await agent.Request("GET", server.URL("x"));
            await using var stream = response.ReadStream();
            var buffer = new byte[10_000];
            long sum = 0;
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                Environment.CurrentManagedThreadId.Should().Be(home);
                sum += count;
            }
            sum.Should().Be(Large);
            agent.Pool.IdleConnections.Should().Be(1);
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    public void ReadStream_ByCodeThatGoesWhereItLikes_GivesTheBodyWhole()
    {
        using var server = new ScriptedServer(c => SendLarge(c));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var response = await agent.Request("GET", server.URL("x"));
            // A compressor's copy goes on without the reactor's context.
            using var packed = new MemoryStream();
            await using (var stream = response.ReadStream())
            await using (var pack = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                await stream.CopyToAsync(pack).ConfigureAwait(false);
            packed.Position = 0;
            using var whole = new MemoryStream();
            await using (var unpack = new GZipStream(packed, CompressionMode.Decompress))
                await unpack.CopyToAsync(whole);
            whole.ToArray().Should().OnlyContain(b => b == 'x').And.HaveCount(Large);
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    public void ReadStream_SynchronouslyOnAThreadOfThePool_GivesTheBodyWhole()
    {
        using var server = new ScriptedServer(c => SendLarge(c));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var response = await agent.Request("GET", server.URL("x"));
            var stream = response.ReadStream();
            var text = await Reactor.DeferToThread(() => new StreamReader(stream).ReadToEnd());
            text.Length.Should().Be(Large);
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    public void ReadChunks_LeftEarly_ClosesTheConnection()
    {
        using var server = new ScriptedServer(c =>
        {
            c.ReadRequest();
            c.SendAsMuchAsTaken($"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{new string('x', Large)}");
            c.ExpectClose();
        });
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var response = await agent.Request("GET", server.URL("x"));
            await foreach (var chunk in response.ReadChunks())
            {
                chunk.Length.Should().BePositive();
                break;
            }
            await Until(() => agent.Pool.OpenConnections == 0);
        });
        server.Check();
    }

    [Test]
    public void Upload_RefusedInTheMiddleAndReset_TheAnswerIsReadWhole([Values] Upload upload, [Values] bool readsAtOnce)
    {
        var answer = new string('n', 20_000);
        using var server = new ScriptedServer(c =>
        {
            c.ReadHead();
            c.Send("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 20000\r\n\r\n");
            c.Send(answer);
            // Closed with bytes unread: the client sees a reset.
        });
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var response = await agent.Request("POST", server.URL("x"), body: BodyOf(upload));
            response.Code.Should().Be(413);
            if (!readsAtOnce)
                await Until(() => agent.Pool.OpenConnections == 0);
            (await response.ReadString()).Should().Be(answer);
            await Until(() => agent.Pool.OpenConnections == 0);
        });
        server.Check();
    }

    private static IBodyProducer BodyOf(Upload upload)
    {
        var bytes = new byte[50 << 20];
        return upload switch
        {
            Upload.Bytes => new BytesBodyProducer(bytes),
            Upload.Stream => new StreamBodyProducer(new MemoryStream(bytes), leaveOpen: true),
            _ => new FileBodyProducer(new MemoryStream(bytes)),
        };
    }

    private static void SendLarge(ScriptedConnection connection)
    {
        connection.ReadRequest();
        connection.Send($"HTTP/1.1 200 OK\r\nContent-Length: {Large}\r\n\r\n{new string('x', Large)}");
        connection.ExpectClose();
    }
}
