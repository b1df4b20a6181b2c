using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Wire;

/// <summary>Each file in <c>Cases</c>, whole, byte by byte and cut in two at every place: through the parser, a connection and an agent. The
/// next request, on the same connection or another, sees nothing of it.</summary>
public sealed class WireCaseTests
{
    /// <summary>What there must be a case of: what hostile servers did to other clients, the grammar, the smuggler's tricks.</summary>
    private static readonly string[] Rows =
    [
        "hostile: two different Content-Length",
        "hostile: Transfer-Encoding and Content-Length",
        "hostile: signed Content-Length",
        "hostile: chunk size with 0x",
        "hostile: bare LF in chunk framing",
        "hostile: obs-fold",
        "hostile: space before colon",
        "hostile: bare LF header ends",
        "hostile: NUL in value",
        "hostile: extra bytes after the response",
        "hostile: unsolicited response on an idle connection",
        "hostile: Connection: keep-alive, Close",
        "hostile: HTTP/1.0 without keep-alive",
        "hostile: endless informational responses",
        "hostile: endless headers",
        "grammar: line ends",
        "grammar: header count and total",
        "grammar: status line",
        "grammar: leading blank line",
        "grammar: header syntax",
        "grammar: storage",
        "grammar: informational responses",
        "grammar: answers without a body",
        "grammar: 205",
        "grammar: Transfer-Encoding",
        "grammar: Content-Length",
        "grammar: Content-Length 0",
        "grammar: no length",
        "grammar: short body",
        "grammar: close before the head is complete",
        "grammar: chunked",
        "grammar: HTTP/1.0",
        "grammar: Connection",
        "smuggling: CR LF only in chunk framing",
        "smuggling: bare CR and LF in chunk extensions",
        "smuggling: bare CR and LF in trailers",
        "smuggling: sizes that overflow",
        "smuggling: Transfer-Encoding with Content-Length",
        "smuggling: control bytes in headers",
        "smuggling: digits only in Content-Length",
        "smuggling: obs-fold is normalised",
    ];

    /// <summary>When the test reads the body.</summary>
    private enum Reading
    {
        AtOnce,
        Late,
    }

    private static IEnumerable<string> Names() => WireCase.Files().Select(path => Path.GetFileName(path));

    [Test]
    public void Rows_Each_HasACase() => Rows.Except(WireCase.Files().SelectMany(path => WireCase.Read(path).Rows)).Should().BeEmpty();

    [Test]
    public void Rows_OfEachCase_AreKnown() => WireCase.Files().SelectMany(path => WireCase.Read(path).Rows).Except(Rows).Should().BeEmpty();

    [TestCaseSource(nameof(Names))]
    public void Parser_AnyCut_SaysTheSame(string name)
    {
        var wire = Read(name);
        string whole = Replay.Once([wire.Bytes], wire.Method, wire.Limits, wire.ThenCloses);
        foreach (var pieces in Cuts(wire.Bytes))
            Replay.Once(pieces, wire.Method, wire.Limits, wire.ThenCloses).Should().Be(whole, "a cut after {0} bytes changes nothing", pieces[0].Length);
        if (wire.Throws is null)
            whole.Should().NotContain("throws ").And.MatchRegex("(?m)^(end|close End)");
        else
            whole.Should().Contain($"throws {wire.Throws}: ").And.Contain(wire.Message);
    }

    [TestCaseSource(nameof(Names))]
    public void Connection_AnyCut_TellsWhatIsExpectedAndTheNextRequestNothingOfIt(string name)
    {
        var wire = Read(name);
        foreach (var pieces in Cuts(wire.Bytes))
            RunConnection(wire, pieces);
    }

    [TestCaseSource(nameof(Names))]
    public void Agent_AnyCut_TellsWhatIsExpectedAndTheNextRequestNothingOfIt(string name)
    {
        var wire = Read(name);
        foreach (var pieces in Cuts(wire.Bytes))
        {
            RunAgent(wire, pieces, Reading.AtOnce);
            RunAgent(wire, pieces, Reading.Late);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Page_AnyCut_TellsWhatIsExpectedAndTheNextRequestNothingOfIt(string name)
    {
        var wire = Read(name);
        if (wire.Method != "GET" || wire.Status is not (0 or 200))
            return; // Pages are got, and only a good status is one.
        foreach (var pieces in Cuts(wire.Bytes))
        {
            var web = new Web { Pool = { Limits = wire.Limits } };
            var asked = web.Get();
            Serve(web[0], wire, pieces);
            if (wire.Throws is null)
                SuccessResultOf(asked).Should().Be(wire.Body);
            else
                CheckFailure(wire, FailureResultOf(asked));
            CheckNext(web, wire);
        }
    }

    [TestCase("two halves", "row: a", "request: GET", "throws: X", "status: 200", "message: m", "body:", "connection: kept", "--")]
    [TestCase("no message", "row: a", "request: GET", "throws: X", "--")]
    [TestCase("no body", "row: a", "request: GET", "status: 200", "connection: kept", "--")]
    [TestCase("no connection", "row: a", "request: GET", "status: 200", "body:", "--")]
    [TestCase("no row", "request: GET", "throws: X", "message: m", "--")]
    [TestCase("no request", "row: a", "throws: X", "message: m", "--")]
    [TestCase("no bytes", "row: a", "request: GET", "throws: X", "message: m")]
    [TestCase("unknown name", "row: a", "request: GET", "throws: X", "message: m", "colour: red", "--")]
    [TestCase("unknown fate", "row: a", "request: GET", "status: 200", "body:", "connection: lost", "--")]
    [TestCase("twice", "row: a", "request: GET", "throws: X", "throws: Y", "message: m", "--")]
    [TestCase("unknown limit", "row: a", "request: GET", "throws: X", "message: m", "limits: MaxPatience=1", "--")]
    [TestCase("unknown escape", "row: a", "request: GET", "throws: X", "message: m", "--", "\\q")]
    [TestCase("half an escape", "row: a", "request: GET", "throws: X", "message: m", "--", "\\x4")]
    [TestCase("space at the end", "row: a", "request: GET", "throws: X", "message: m", "--", "HTTP ")]
    [TestCase("not printable", "row: a", "request: GET", "throws: X", "message: m", "--", "a\tb")]
    [TestCase("repeated nothing", "row: a", "request: GET", "throws: X", "message: m", "--", "*7")]
    public void File_SaysTooLittleOrTooMuch_IsRefused(string name, params string[] lines) =>
        ((Action)(() => WireCase.Parse(name, lines))).Should().Throw<FormatException>().WithMessage($"{name}, line *");

    [Test]
    public void File_Escapes_AreBytes() =>
        WireCase.Parse("x", ["row: a", "request: GET", "throws: X", "message: m", "--", "a\\r\\n", "\\t\\0\\\\\\xe9", "*3 b\\x20"])
            .Bytes.Should().Equal(Encoding.Latin1.GetBytes("a\r\n\t\0\\\u00e9b b b "));

    private static WireCase Read(string name) => WireCase.Read(WireCase.Files().Single(path => Path.GetFileName(path) == name));

    private static IEnumerable<byte[][]> Cuts(byte[] bytes)
    {
        yield return [bytes];
        yield return [.. bytes.Select(b => new[] { b })];
        for (int i = 1; i < bytes.Length; i++)
            yield return [bytes[..i], bytes[i..]];
    }

    private static void RunConnection(WireCase wire, byte[][] pieces)
    {
        var connection = new FakeConnection(URI.Parse("http://a/"), new OneConnection(wire.Limits), closesAtOnce: false);
        connection.Accept();
        var protocol = connection.Protocol!; // Accepted.
        var asked = Ask(protocol.Request(new Request(wire.Method, connection.URI)), Deferred.Succeed());
        Serve(connection, wire, pieces);
        Check(wire, asked);

        var next = protocol.Request(new Request("GET", connection.URI));
        if (wire.Connection == WireCase.Fate.Kept)
        {
            connection.Answer("second");
            SuccessResultOf(SuccessResultOf(next).ReadString()).Should().Be("second");
            protocol.State.Should().Be(ConnectionState.Quiescent);
            return;
        }
        FailureResultOf<RequestNotSentException>(next);
        if (connection.IsOpen)
        {
            connection.Feed("HTTP/1.1 200 OK\r\n\r\n");
            connection.IsClosing.Should().BeTrue();
            connection.Settle();
        }
        protocol.State.Should().Be(ConnectionState.ConnectionLost);
    }

    private static void RunAgent(WireCase wire, byte[][] pieces, Reading reading)
    {
        var web = new Web { Pool = { Limits = wire.Limits } };
        var gate = new Deferred();
        if (reading == Reading.AtOnce)
            gate.Callback();
        var asked = Ask(web.Ask(wire.Method), gate);
        Serve(web[0], wire, pieces, beforeTheEnd: () =>
        {
            if (reading == Reading.AtOnce)
                return;
            // A transport that is paused sees no end either.
            gate.Callback();
            web[0].Pump();
        });
        Check(wire, asked);
        CheckNext(web, wire);
    }

    private static async Deferred<(Response Response, string Body)> Ask(Deferred<Response> asked, Deferred gate)
    {
        var response = await asked;
        await gate;
        return (response, Encoding.Latin1.GetString(await response.ReadBody()));
    }

    private static void Serve(FakeConnection connection, WireCase wire, byte[][] pieces, Action? beforeTheEnd = null)
    {
        connection.TakeRequest();
        foreach (byte[] piece in pieces)
            connection.Feed(piece);
        beforeTheEnd?.Invoke();
        if (wire.ThenCloses)
            connection.Lose();
    }

    private static void Check(WireCase wire, Deferred<(Response Response, string Body)> asked)
    {
        if (wire.Throws is not null)
        {
            CheckFailure(wire, FailureResultOf(asked));
            return;
        }
        var (response, body) = SuccessResultOf(asked);
        response.Code.Should().Be(wire.Status);
        body.Should().Be(wire.Body);
        foreach (var (field, value) in wire.Fields)
            response.Headers.GetFirst(field).Should().Be(value, "it is {0}", field);
        foreach (string field in wire.Lacks)
            response.Headers.HasHeader(field).Should().BeFalse("{0} is not of this head", field);
        foreach (var (field, value) in wire.Trailers)
            response.Trailers!.GetFirst(field).Should().Be(value, "it is {0}", field);
    }

    private static void CheckFailure(WireCase wire, Failure failure)
    {
        (failure.Value is ResponseFailedException or PartialDownloadException).Should().BeTrue("it is named: {0}", failure);
        var causes = failure.Value switch
        {
            ReasonsException { Reasons: var reasons } => reasons.Select(r => r.Value),
            PartialDownloadException { Reason.Value: var reason } => [reason],
            _ => [],
        };
        // Not Contain(predicate), which compiles an expression each time: this runs at every cut.
        causes.Any(e => e.GetType().Name == wire.Throws && e.Message.Contains(wire.Message, StringComparison.Ordinal))
            .Should().BeTrue("it is {0} with \"{1}\": {2}", wire.Throws, wire.Message, failure);
    }

    private static void CheckNext(Web web, WireCase wire)
    {
        var next = web.Get("http://a/next");
        web.Route.Connections.Should().HaveCount(wire.Connection == WireCase.Fate.Kept ? 1 : 2);
        web.Route.Last.TakeRequest().Should().StartWith("GET /next ");
        web.Route.Last.Answer("second");
        SuccessResultOf(next).Should().Be("second");
        web.AssertNothingIsLeft();
    }

    private sealed class OneConnection(WireLimits limits) : Factory
    {
        public override IProtocol BuildProtocol(IAddress address) => new HTTP11ClientProtocol(null, limits);
    }
}
