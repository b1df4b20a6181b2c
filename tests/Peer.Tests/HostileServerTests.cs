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
        Upload,
    }

    /// <summary>The rows, and the test that each is given to.</summary>
    internal static IEnumerable<(string Row, string Test)> Rows() =>
    [
        .. Malformed().Select(row => (row.TestName!, nameof(Request_MalformedAnswer_FailsWithoutHarm))), // All are named.
        .. Truncated().Select(row => (row.TestName!, nameof(Request_TruncatedAnswer_FailsWithoutHarm))),
        .. Tolerable().Select(row => (row.TestName!, nameof(Request_AnswerThatEndsTheConnection_SucceedsAndIsTheLastOnIt))),
        .. OldFashioned().Select(row => (row.TestName!, nameof(Request_OldFashionedAnswer_SucceedsAndKeepsTheConnection))),
    ];

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
        yield return Row<InvalidContentLengthException>("negative Content-Length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello");
        yield return Row<InvalidContentLengthException>(
            "Content-Length beyond 63 bits", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551621\r\n\r\nhello");
        yield return Row<InvalidContentLengthException>("Content-Length in a list", "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello!");
        yield return Row<MalformedChunkedDataException>("chunk size beyond 63 bits", Chunked + "10000000000000005\r\nhello\r\n0\r\n\r\n");
        yield return Row<MalformedChunkedDataException>("negative chunk size", Chunked + "-5\r\nhello\r\n0\r\n\r\n");
        yield return Row<MalformedChunkedDataException>("chunk size +5", Chunked + "+5\r\nhello\r\n0\r\n\r\n");
        yield return Row<MalformedChunkedDataException>("bare LF after a chunk extension", Chunked + "5;a\nhello\r\n0\r\n\r\n");
        yield return Row<MalformedChunkedDataException>("bare LF in trailers", Chunked + "5\r\nhello\r\n0\r\nA: b\n\r\n");
        yield return Row<LimitExceededException>("chunk size without end", Chunked + new string('0', 100_000));
        yield return Row<LimitExceededException>(
            "trailers without end", Chunked + "0\r\n" + string.Concat(Enumerable.Repeat($"A: {new string('x', 1018)}\r\n", 1024)));
        yield return Row<LimitExceededException>("header line without end", "HTTP/1.1 200 OK\r\nA: " + new string('x', 1_000_000));
        yield return Row<LimitExceededException>(
            "obs-fold without end", "HTTP/1.1 200 OK\r\nA: b\r\n" + string.Concat(Enumerable.Repeat(" c\r\n", 100_000)));
        yield return Row<ParseException>("bare CR in value", "HTTP/1.1 200 OK\r\nA: b\rContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello");
        yield return Row<ParseException>("obs-fold before any header", "HTTP/1.1 200 OK\r\n A: b\r\nContent-Length: 5\r\n\r\nhello");
        yield return Row<LimitExceededException>(
            "10,000 cookies in one answer",
            $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 10_000).Select(i => $"Set-Cookie: c{i}=1\r\n"))}Content-Length: 0\r\n\r\n");
    }

    private static IEnumerable<TestCaseData> Truncated()
    {
        yield return Row<DataLossException>("cut in the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        yield return Row<DataLossException>("cut in a chunk", Chunked + "10\r\nhello");
        yield return Row<DataLossException>("cut before the last chunk", Chunked + "5\r\nhello\r\n");
        yield return Row<DataLossException>("cut before the last CRLF", Chunked + "5\r\nhello\r\n0\r\n");
        yield return Row<ResponseFailedException>("cut in the status line", "HTTP/1.1 20");
        yield return Row<ResponseFailedException>("cut in the head", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n");
        yield return Row<ResponseFailedException>("100 Continue and no more", "HTTP/1.1 100 Continue\r\n\r\n");
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
    public void Request_MalformedAnswer_FailsWithoutHarm([ValueSource(nameof(Malformed))] TestCaseData row, [Values] Way way) =>
        FailsWithoutHarm((string)row.Arguments[0]!, (Type)row.Arguments[1]!, way, c => c.ExpectClose()); // Rows have both.

    [Test]
    public void Request_TruncatedAnswer_FailsWithoutHarm([ValueSource(nameof(Truncated))] TestCaseData row, [Values] Way way) =>
        FailsWithoutHarm((string)row.Arguments[0]!, (Type)row.Arguments[1]!, way, c => c.Close()); // Rows have both.

    // What a reset overtakes is lost, in parts or whole: which failure it is may differ, that it is one and that nothing is sent again may not.
    [Test]
    [Property("Probe", "reset in the middle of an answer")]
    public void Request_ResetInTheMiddleOfAnAnswer_FailsWithoutHarm([ValueSource(nameof(Truncated))] TestCaseData row, [Values] Way way) =>
        FailsWithoutHarm((string)row.Arguments[0]!, typeof(Exception), way, c => c.Reset()); // Rows have it.

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
            Fetching.Causes(failure).OfType<LimitExceededException>().Should().ContainSingle().Which.LimitName.Should().Be("MaxRatio");
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
    [Property("Probe", "unsolicited response on an idle connection")]
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
        var response = way == Way.Upload ? await agent.Request("POST", url, body: new BytesBodyProducer("payload"u8.ToArray())) : await agent.Request("GET", url);
        return await response.ReadString();
    }

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
            Fetching.Causes(failure).Should().Contain(e => expected.IsInstanceOfType(e));
            (await Fetching.Send(agent, "GET", server.URL("next"))).Should().Be("second on connection 2");
            await agent.Pool.CloseCachedConnections();
        });
        server.Check();
        server.Log.Should().Equal($"1 {(way == Way.Upload ? "POST" : "GET")} /first", "2 GET /next");
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
