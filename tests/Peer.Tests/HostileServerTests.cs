using System.IO.Compression;
using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>What hostile and broken servers do, over a real socket: the request fails with a named exception or succeeds, and the next
/// request to the same origin succeeds and sees nothing of it, on another connection unless the answer was merely old-fashioned.</summary>
public sealed class HostileServerTests(Type kind) : LiveReactor(kind)
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON";

    /// <summary>What made one client or another fail when six of them were probed, in a fixed order.</summary>
    private static readonly string[] Probes =
    [
        "two different Content-Length",
        "Transfer-Encoding and Content-Length",
        "Content-Length: +5",
        "chunk size 0x5",
        "bare LF in chunk framing",
        "obs-fold",
        "space before colon",
        "bare LF header ends",
        "NUL in value",
        "extra bytes right after the response",
        "unsolicited response on an idle connection",
        "Connection: keep-alive, Close",
        "HTTP/1.0 without keep-alive",
        "10,000 x 102 then 200",
        "1 MB of headers",
        "server drops a reused connection, GET",
        "server resets a reused connection, GET",
        "server drops or resets a reused connection, POST",
        "261 kB of gzip that become 256 MiB",
    ];

    private static readonly string OneMegabyteOfHeaders =
        $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Repeat($"A: {new string('x', 1018)}\r\n", 1024))}Content-Length: 0\r\n\r\n";

    private static readonly string TenThousandInformationals =
        string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 10_000)) + ScriptedConnection.Response("late");

    /// <summary>How a server ends a connection.</summary>
    public enum Ending
    {
        Drop,
        Reset,
    }

    /// <summary>How a test asks.</summary>
    public enum Way
    {
        Page,
        Response,
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Row<InvalidContentLengthException>(
            "two different Content-Length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
        yield return Row<InvalidContentLengthException>("Content-Length: +5", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello");
        yield return Row<MalformedChunkedDataException>("chunk size 0x5", Chunked + "0x5\r\nhello\r\n0\r\n\r\n");
        yield return Row<MalformedChunkedDataException>("bare LF in chunk framing", Chunked + "5\nhello\n0\n\n");
        yield return Row<MalformedChunkedDataException>("wrong chunk end", Chunked + "3\r\nhello\r\n0\r\n\r\n");
        yield return Row<LimitExceededException>(
            "endless chunk extension", Chunked + $"5;{new string('x', 100_000)}\r\nhello\r\n0\r\n\r\n");
        yield return Row<UnsupportedTransferEncodingException>(
            "unknown transfer coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        yield return Row<ParseException>("space before colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello");
        yield return Row<ParseException>("NUL in value", "HTTP/1.1 200 OK\r\nA: b\0c\r\nContent-Length: 5\r\n\r\nhello");
        yield return Row<ParseException>("no colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n");
        yield return Row<ParseException>("not HTTP", "220 mail.example ESMTP\r\n\r\n");
        yield return Row<BadResponseVersionException>("HTTP/2 status line", "HTTP/2.0 200 OK\r\n\r\n");
        yield return Row<LimitExceededException>("10,000 x 102 then 200", TenThousandInformationals);
        yield return Row<LimitExceededException>("1 MB of headers", OneMegabyteOfHeaders);
    }

    private static IEnumerable<TestCaseData> Truncated()
    {
        yield return Row<DataLossException>("body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        yield return Row<DataLossException>("chunk", Chunked + "10\r\nhello");
        yield return Row<DataLossException>("last chunk", Chunked + "5\r\nhello\r\n");
        yield return Row<DataLossException>("last CRLF", Chunked + "5\r\nhello\r\n0\r\n");
        yield return Row<ResponseFailedException>("status line", "HTTP/1.1 20");
        yield return Row<ResponseFailedException>("head", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n");
        yield return Row<ResponseFailedException>("only 100 Continue", "HTTP/1.1 100 Continue\r\n\r\n");
    }

    private static IEnumerable<TestCaseData> Tolerable()
    {
        yield return Case(
            "Transfer-Encoding and Content-Length",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        yield return Case("extra bytes right after the response", ScriptedConnection.Response("hello") + Poison);
        yield return Case("one extra byte", ScriptedConnection.Response("hello") + "\n");
        yield return Case("extra bytes after chunks", Chunked + $"5\r\nhello\r\n0\r\n\r\n{Poison}");
        yield return Case("Connection: keep-alive, Close", "HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 5\r\n\r\nhello");
        yield return Case(
            "close in a second field", "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        yield return Case("HTTP/1.0 without keep-alive", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    }

    private static IEnumerable<TestCaseData> OldFashioned()
    {
        yield return Case("obs-fold", "HTTP/1.1 200 OK\r\nA: b\r\n  c\r\nContent-Length: 5\r\n\r\nhello");
        yield return Case("bare LF header ends", "HTTP/1.1 200 OK\nA: b\nContent-Length: 5\n\nhello");
        yield return Case("blank line first", "\r\n" + ScriptedConnection.Response("hello"));
    }

    [Test]
    public void Probes_Each_IsHere()
    {
        var rows = Malformed().Concat(Tolerable()).Concat(OldFashioned()).Select(row => row.TestName!); // All are named.
        var methods = GetType().GetMethods().SelectMany(m => m.GetCustomAttributes(typeof(PropertyAttribute), false).Cast<PropertyAttribute>())
            .SelectMany(attribute => attribute.Properties["Probe"].Cast<string>());
        Probes.Should().HaveCount(19).And.OnlyHaveUniqueItems();
        Probes.Except(rows.Concat(methods)).Should().BeEmpty();
    }

    [Test]
    public void Request_MalformedAnswer_FailsWithoutHarm([ValueSource(nameof(Malformed))] TestCaseData row, [Values] Way way) =>
        FailsWithoutHarm((string)row.Arguments[0]!, (Type)row.Arguments[1]!, way, c => c.ExpectClose()); // Rows have both.

    [Test]
    public void Request_TruncatedAnswer_FailsWithoutHarm([ValueSource(nameof(Truncated))] TestCaseData row, [Values] Way way) =>
        FailsWithoutHarm((string)row.Arguments[0]!, (Type)row.Arguments[1]!, way, c => c.Close()); // Rows have both.

    [Test]
    public void Request_OversizedPage_FailsWithoutHarm()
    {
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.SendAsMuchAsTaken(ScriptedConnection.Response(new string('x', 1_000_000)));
                c.ExpectClose();
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var response = await agent.Request("GET", server.URL("large"));
            (await Fetching.FailureOf(response.ReadString(maxBytes: 1000))).Should().BeOfType<LimitExceededException>();
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    public void Request_AnswerThatEndsTheConnection_SucceedsAndIsTheLastOnIt(
        [ValueSource(nameof(Tolerable))] TestCaseData row, [Values] Way way)
    {
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.Send((string)row.Arguments[0]!); // Rows have it.
                c.ExpectClose();
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await Ask(agent, way, server.URL("first"))).Should().Be("hello");
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    public void Request_OldFashionedAnswer_SucceedsAndKeepsTheConnection([ValueSource(nameof(OldFashioned))] TestCaseData row, [Values] Way way)
    {
        using var server = new ScriptedServer(c =>
        {
            c.ReadRequest();
            c.Send((string)row.Arguments[0]!); // Rows have it.
            c.Serve("second");
        });
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await Ask(agent, way, server.URL("first"))).Should().Be("hello");
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 1");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    [Property("Probe", "server drops a reused connection, GET")]
    [Property("Probe", "server resets a reused connection, GET")]
    public void Get_ReusedConnectionEndsInsteadOfAnAnswer_IsSentAgainOnce([Values] Ending ending)
    {
        using var server = new ScriptedServer(c => EndOnTheSecond(c, ending), c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await agent.RequestString(server.URL("first"))).Should().Be("hello");
            (await Fetching.Send(agent, "GET", server.URL("x"))).Should().Be("second on connection 2");
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "1 GET /x", "2 GET /x", "2 GET /next");
    }

    [Test]
    [Property("Probe", "server drops or resets a reused connection, POST")]
    public void Post_ReusedConnectionEndsInsteadOfAnAnswer_FailsAndIsNotSentAgain([Values] Ending ending)
    {
        using var server = new ScriptedServer(c => EndOnTheSecond(c, ending), c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await agent.RequestString(server.URL("first"))).Should().Be("hello");
            (await Fetching.FailureOf(Fetching.Send(agent, "POST", server.URL("x")))).Should().BeOfType<ResponseNeverReceivedException>();
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "1 POST /x", "2 GET /next");
    }

    [Test]
    [Property("Probe", "261 kB of gzip that become 256 MiB")]
    public void Request_GzipBomb_FailsAtItsLimitWithoutHarm()
    {
        var bomb = Bomb(256 << 20);
        bomb.Length.Should().BeLessThan(300_000);
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.SendAsMuchAsTaken($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n{bomb}");
                c.ExpectClose();
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            long received = 0;
            var response = await new ContentDecoderAgent(agent).Request("GET", server.URL("first"));
            var failure = await Fetching.FailureOf(Count(response));
            Causes(failure).OfType<LimitExceededException>().Should().ContainSingle().Which.LimitName.Should().Be("MaxRatio");
            received.Should().BeLessThan(16 << 20);
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();

            async Deferred Count(Response body)
            {
                await foreach (var piece in body.ReadChunks())
                    received += piece.Length;
            }
        });
        server.Check();
    }

    [TestCase("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\nPOISON")]
    [TestCase("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\nPOISON")]
    [TestCase("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON")]
    public void Request_BodyWhereThereCanBeNone_IsNotReadAndEndsTheConnection(string method, string answer)
    {
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.Send(answer);
                c.ExpectClose();
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await Fetching.Send(agent, method, server.URL("first"))).Should().Be(" on connection 1");
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    [Property("Probe", "unsolicited response on an idle connection")]
    public void UnsolicitedAnswer_OnAnIdleConnection_ClosesIt()
    {
        using var answered = new ManualResetEventSlim();
        using var server = new ScriptedServer(
            c => AnswerThenPoison(c, answered, sent: null),
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await agent.RequestString(server.URL("first"))).Should().Be("hello");
            answered.Set();
            await Until(() => agent.Pool.OpenConnections == 0);
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    [Test]
    public void UnsolicitedAnswer_ThatNobodyHasReadYet_IsNotTakenForTheNextOne([Values] Way way, [Values("GET", "POST")] string method)
    {
        using var answered = new ManualResetEventSlim();
        using var sent = new ManualResetEventSlim();
        using var server = new ScriptedServer(
            c => AnswerThenPoison(c, answered, sent),
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await Ask(agent, way, server.URL("first"))).Should().Be("hello");
            // The reactor is busy with this callback until the bytes are here, and looks at no socket.
            answered.Set();
            sent.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
            BlockUntilNotFresh();
            (await Fetching.Send(agent, method, server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
    }

    private static TestCaseData Row<TException>(string name, string answer) where TException : Exception =>
        new TestCaseData(answer, typeof(TException)).SetName(name);

    private static TestCaseData Case(string name, string answer) => new TestCaseData(answer).SetName(name);

    private static void EndOnTheSecond(ScriptedConnection connection, Ending ending)
    {
        connection.ReadRequest();
        connection.Send(ScriptedConnection.Response("hello"));
        connection.ReadRequest();
        if (ending == Ending.Drop)
            connection.Close();
        else
            connection.Reset();
    }

    private static void AnswerThenPoison(ScriptedConnection connection, ManualResetEventSlim answered, ManualResetEventSlim? sent)
    {
        connection.ReadRequest();
        connection.Send(ScriptedConnection.Response("hello"));
        answered.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
        connection.Send(Poison);
        sent?.Set();
        connection.ExpectClose();
    }

    private static async Deferred<string> Ask(Agent agent, Way way, string url)
    {
        if (way == Way.Page)
            return await agent.RequestString(url);
        var response = await agent.Request("GET", url);
        return await response.ReadString();
    }

    /// <summary>The exception and what it says it comes from.</summary>
    private static IEnumerable<Exception> Causes(Exception failure) => failure switch
    {
        ReasonsException { Reasons: var reasons } => [failure, .. reasons.Select(r => r.Value)],
        PartialDownloadException { Reason: var reason } => [failure, reason.Value],
        _ => [failure],
    };

    private void FailsWithoutHarm(string answer, Type expected, Way way, Action<ScriptedConnection> after)
    {
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                c.SendAsMuchAsTaken(answer);
                after(c);
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var failure = await Fetching.FailureOf(Ask(agent, way, server.URL("first")));
            (failure is ResponseFailedException or PartialDownloadException).Should().BeTrue("it is named: {0}", failure);
            Causes(failure).Should().Contain(e => expected.IsInstanceOfType(e));
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "2 GET /next");
    }

    /// <summary>So many zeros, packed; each byte as a letter.</summary>
    private static string Bomb(int size)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < size; i += zeros.Length)
                gzip.Write(zeros);
        }
        return Encoding.Latin1.GetString(packed.ToArray());
    }
}
