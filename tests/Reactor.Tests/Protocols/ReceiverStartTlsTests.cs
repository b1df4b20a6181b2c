using TwistedSharp.Internet;
using TwistedSharp.Protocols;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Protocols;

/// <summary>Each receiver that keeps bytes, with and without a wrapper: what came in clear behind a request for TLS is never its
/// input.</summary>
public sealed class ReceiverStartTlsTests
{
    private static readonly string[] Kinds = ["lines", "lines only", "netstrings", "int16"];

    [Test]
    public void StartTLS_StringsBehindTheRequest_AreNotDelivered(
        [ValueSource(nameof(Kinds))] string kind, [Values(0, 1, 2)] int wrappers, [Values] bool areWhole)
    {
        var got = new List<string>();
        var (server, lost) = Make(kind, wrappers, got);
        var pair = new ClearPair(server: server);
        var evil = Frame(kind, "EVIL") + Frame(kind, "WORSE");
        pair.ClientEnd.Write(Pieces.Bytes(Frame(kind, "HELLO") + Frame(kind, "STARTTLS") + (areWhole ? evil : evil[..^2])));
        pair.Settle();
        got.Should().Equal("HELLO", "STARTTLS");
        lost().Should().BeOfType<TLSException>("what came in clear is no handshake");
    }

    [Test]
    public void StartTLS_HandshakeBehindTheRequest_IsFedToTls(
        [ValueSource(nameof(Kinds))] string kind, [Values(0, 1, 2)] int wrappers, [Values(1, 65536)] int chunk)
    {
        var got = new List<string>();
        var (server, lost) = Make(kind, wrappers, got);
        var pair = new ClearPair(server: server);
        pair.Link.ChunkSize = chunk;
        pair.ClientEnd.Write(Pieces.Bytes(Frame(kind, "STARTTLS")));
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.Settle();
        pair.ClientEnd.Write(Pieces.Bytes(Frame(kind, "INSIDE")));
        pair.Settle();
        got.Should().Equal("STARTTLS", "INSIDE");
        lost().Should().BeNull();
    }

    private static string Frame(string kind, string text) => kind switch
    {
        "netstrings" => $"{text.Length}:{text},",
        "int16" => $"\0{(char)text.Length}{text}",
        _ => $"{text}\r\n",
    };

    private static (IProtocol Server, Func<Exception?> Lost) Make(string kind, int wrappers, List<string> got)
    {
        Exception? lost = null;
        IProtocol server = kind switch
        {
            "lines" => new Lines(got, e => lost = e),
            "lines only" => new LinesOnly(got, e => lost = e),
            "netstrings" => new Netstrings(got, e => lost = e),
            _ => new Int16Strings(got, e => lost = e),
        };
        for (var i = 0; i < wrappers; i++)
            server = new ProtocolWrapper(null, server);
        return (server, () => lost);
    }

    private static void Take(List<string> got, ReadOnlySpan<byte> data, ITransport transport)
    {
        got.Add(Pieces.Text(data));
        if (got[^1] == "STARTTLS")
            ((ITlsCapable)transport).StartTLS(ClearPair.ServerOptions);
    }

    private sealed class Lines(List<string> got, Action<Exception> lost) : LineReceiver
    {
        public override void ConnectionLost(Failure reason) => lost(reason.Value);

        protected override void LineReceived(ReadOnlySpan<byte> line) => Take(got, line, Transport);
    }

    private sealed class LinesOnly(List<string> got, Action<Exception> lost) : LineOnlyReceiver
    {
        public override void ConnectionLost(Failure reason) => lost(reason.Value);

        protected override void LineReceived(ReadOnlySpan<byte> line) => Take(got, line, Transport);
    }

    private sealed class Netstrings(List<string> got, Action<Exception> lost) : NetstringReceiver
    {
        public override void ConnectionLost(Failure reason) => lost(reason.Value);

        protected override void StringReceived(ReadOnlySpan<byte> data) => Take(got, data, Transport);
    }

    private sealed class Int16Strings(List<string> got, Action<Exception> lost) : Int16StringReceiver
    {
        public override void ConnectionLost(Failure reason) => lost(reason.Value);

        protected override void StringReceived(ReadOnlySpan<byte> data) => Take(got, data, Transport);
    }
}
