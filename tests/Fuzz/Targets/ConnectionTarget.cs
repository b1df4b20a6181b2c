using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Fuzz.Targets;

/// <summary>A request always comes to an end, with a response or a named error, and a connection that is kept serves the next one.</summary>
internal static class ConnectionTarget
{
    private static readonly URI Home = URI.Parse("http://a/");

    internal static void Run(byte[] input)
    {
        var choice = new Choice(input);
        Run(choice.Method, [choice.Bytes]);
        Run(choice.Method, choice.Halves());
    }

    private static void Run(string method, byte[][] pieces)
    {
        var transport = new StringTransport();
        var protocol = new HTTP11ClientProtocol(null, Choice.Limits);
        protocol.MakeConnection(transport);
        var answer = new Answer(protocol.Request(new Request(method, Home)));
        foreach (byte[] piece in pieces)
        {
            if (transport.Connected && !transport.Disconnecting)
                protocol.DataReceived(piece);
        }
        BrokenPromiseException.Unless(transport.ProducerState == ProducerState.Producing || transport.Disconnected, "Nobody pauses a body that is read.");
        if (protocol.State == ConnectionState.Quiescent)
        {
            BrokenPromiseException.Unless(answer.Body is not null, "A connection is kept after a success only.");
            CheckNext(protocol, transport);
        }
        else
        {
            var next = new Answer(protocol.Request(new Request("GET", Home)));
            BrokenPromiseException.Unless(next.Error is RequestNotSentException, "A connection that is not quiescent takes no request.");
        }
        End(protocol, transport);
        BrokenPromiseException.Unless(
            answer.Body is not null || answer.Error is ResponseFailedException or ResponseNeverReceivedException,
            $"A request ends with a response or a named error, not with: {answer.Error?.ToString() ?? "nothing"}");
        BrokenPromiseException.Unless((answer.Body?.Length ?? 0) <= pieces.Sum(piece => piece.Length), "A body is no longer than what came.");
    }

    private static void CheckNext(HTTP11ClientProtocol protocol, StringTransport transport)
    {
        transport.Clear();
        var next = new Answer(protocol.Request(new Request("GET", Home)));
        protocol.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"u8);
        BrokenPromiseException.Unless(next.Body.AsSpan().SequenceEqual("second"u8), "The next request gets its own answer.");
        BrokenPromiseException.Unless(protocol.State == ConnectionState.Quiescent, "And the connection is kept again.");
    }

    private static void End(HTTP11ClientProtocol protocol, StringTransport transport)
    {
        if (transport.Disconnected)
        {
            protocol.ConnectionLost(new Failure(new ConnectionAbortedException("Aborted.")));
        }
        else
        {
            transport.Protocol = protocol;
            transport.Disconnect();
        }
        BrokenPromiseException.Unless(protocol.State == ConnectionState.ConnectionLost, "A lost connection knows it.");
    }

    private sealed class Answer
    {
        internal Answer(Deferred<Response> asked) => Read(asked).AddCallbacks(body => Body = body, failure => Error = failure.Value);

        internal byte[]? Body { get; private set; }

        internal Exception? Error { get; private set; }

        private static async Deferred<byte[]> Read(Deferred<Response> asked) => await (await asked).ReadBody();
    }
}
