using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Web.Client.Tests;

/// <summary>One connection, of which the test is the server and the network.</summary>
/// <remarks>Keeps a transport's rules: a paused protocol gets no bytes, one that is closing none either, and the end of a close comes in a turn
/// of its own (<see cref="Settle"/>). Delivered bytes are overwritten, so that keeping a span shows.</remarks>
internal sealed class FakeConnection
{
    private readonly IFactory _factory;
    private readonly bool _closesAtOnce;
    private readonly List<byte> _onTheWay = [];
    private Progress _state;

    internal FakeConnection(URI uri, IFactory factory, bool closesAtOnce)
    {
        URI = uri;
        _factory = factory;
        _closesAtOnce = closesAtOnce;
        Attempt = new Deferred<IProtocol>(_ => _state = Progress.Gone);
    }

    private enum Progress
    {
        Connecting,
        Up,
        Gone,
    }

    internal URI URI { get; }

    internal Deferred<IProtocol> Attempt { get; }

    internal StringTransport Transport { get; } = new();

    internal HTTP11ClientProtocol? Protocol { get; private set; }

    /// <summary>Who wants to know how far the attempt is.</summary>
    internal IConnectListener Listener => (IConnectListener)_factory;

    internal bool IsConnecting => _state == Progress.Connecting;

    /// <summary>Whether the server sees it: connected and not gone.</summary>
    internal bool IsOpen => _state == Progress.Up && !(_closesAtOnce && Transport.Disconnected);

    /// <summary>Whether the client has closed it and the end is not delivered.</summary>
    internal bool IsClosing => IsOpen && (Transport.Disconnecting || Transport.Aborted);

    /// <summary>What the client has written since <see cref="TakeRequest"/>.</summary>
    internal string Written => Transport.ValueString();

    internal bool HasRequest => Written.Contains("\r\n\r\n", StringComparison.Ordinal);

    internal void Accept()
    {
        _state = Progress.Up;
        if (_factory.BuildProtocol(Transport.GetPeer()) is not { } protocol)
        {
            _state = Progress.Gone;
            Attempt.Errback(new NoProtocolException("The factory built no protocol."));
            return;
        }
        Protocol = (HTTP11ClientProtocol)protocol;
        if (_closesAtOnce)
            Transport.Protocol = protocol;
        protocol.MakeConnection(Transport);
        Attempt.Callback(protocol);
    }

    internal void Refuse(Exception? reason = null)
    {
        _state = Progress.Gone;
        Attempt.Errback(reason ?? new ConnectionRefusedException("Nobody listens there."));
    }

    /// <summary>Takes what the client has written off the wire.</summary>
    internal string TakeRequest()
    {
        var written = Written;
        Transport.Clear();
        return written;
    }

    internal FakeConnection Feed(string text) => Feed(Encoding.Latin1.GetBytes(text));

    internal FakeConnection Feed(byte[] bytes)
    {
        _onTheWay.AddRange(bytes);
        Pump();
        return this;
    }

    /// <summary>Delivers what has come while the protocol was paused, if it goes on.</summary>
    internal void Pump()
    {
        if (_onTheWay.Count == 0 || !Transport.Connected || Transport.Disconnecting || Transport.ProducerState != ProducerState.Producing)
            return;
        var chunk = _onTheWay.ToArray();
        _onTheWay.Clear();
        Protocol!.DataReceived(chunk); // Only fed when it is up.
        Array.Fill(chunk, (byte)'#');
    }

    /// <summary>Answers with 200 and a body of known length.</summary>
    internal FakeConnection Answer(string body = "", string fields = "") =>
        Feed($"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}");

    internal FakeConnection Redirect(string location, int status = 302, string body = "", string fields = "") =>
        Feed($"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>The server or the network ends the connection; a clean close when null.</summary>
    internal void Lose(Exception? reason = null)
    {
        if (!IsOpen)
            throw new InvalidOperationException("Only an open connection can be lost.");
        _state = Progress.Gone;
        if (Transport.Disconnected)
        {
            Protocol!.ConnectionLost(new Failure(reason ?? new ConnectionAbortedException("Aborted."))); // It is up.
            return;
        }
        Transport.Protocol = Protocol;
        Transport.Disconnect(reason);
    }

    /// <summary>Brings a close by the client to its end.</summary>
    internal void Settle()
    {
        if (!IsClosing)
            throw new InvalidOperationException("The client has not closed this connection.");
        Lose();
    }
}
