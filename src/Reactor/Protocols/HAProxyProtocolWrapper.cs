using System.Buffers;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection that a proxy passes on: waits for its header, then is to its protocol what it was to the proxy
/// (twisted.protocols.haproxy._wrapper.HAProxyProtocolWrapper).</summary>
/// <remarks>The protocol is built and connected when the header is there, so that it never hears of a connection without one, and knows
/// its peer from the start. Twisted's is connected before.</remarks>
internal sealed class HAProxyProtocolWrapper : ProtocolWrapper, IReceiveBuffer
{
    private readonly HAProxyWrappingFactory _factory;
    private readonly DelayedCall _timeout;
    private ArrayBufferWriter<byte>? _received;
    private ReadOnlyMemory<byte> _surplus;
    private HAProxyHeader _header;
    private State _state;

    internal HAProxyProtocolWrapper(HAProxyWrappingFactory factory) : base(factory)
    {
        _factory = factory;
        _timeout = factory.Clock.CallLater(factory.HeaderTimeout, TimedOut);
    }

    private enum State
    {
        AwaitingHeader,
        Proxied,
        Refused,
    }

    public override void ConnectionMade() { }

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        if (_state == State.Proxied)
            base.DataReceived(data);
        else if (_state == State.AwaitingHeader)
            ReadHeader(data);
    }

    public override void ConnectionLost(Failure reason)
    {
        StopTimer();
        base.ConnectionLost(reason);
    }

    public override IAddress GetHost() => _header.Destination ?? base.GetHost();

    public override IAddress GetPeer() => _header.Source ?? base.GetPeer();

    ReadOnlyMemory<byte> IReceiveBuffer.TakeBuffered()
    {
        // The protocol has received nothing while there is a surplus.
        if (_surplus.IsEmpty)
            return WrappedProtocol is IReceiveBuffer behind ? behind.TakeBuffered() : default;
        var surplus = _surplus;
        _surplus = default;
        return surplus;
    }

    public override string ToString() => _state == State.Proxied ? base.ToString() : $"<{nameof(HAProxyProtocolWrapper)} {_state}>";

    private void ReadHeader(ReadOnlySpan<byte> data)
    {
        _received ??= new ArrayBufferWriter<byte>();
        _received.Write(data);
        try
        {
            if (HAProxyHeader.Read(_received.WrittenSpan) is not { } header)
                return;
            _header = header;
        }
        catch (FormatException e)
        {
            Refuse($"its PROXY header is wrong: {e.Message}");
            return;
        }
        StopTimer();
        _state = State.Proxied;
        _surplus = _received.WrittenMemory[_header.Length..];
        _received = null;
        Introduce();
    }

    private void Introduce()
    {
        WrappedProtocol = _factory.WrappedFactory.BuildProtocol(GetPeer());
        if (WrappedProtocol is null)
        {
            LoseConnection();
            return;
        }
        base.ConnectionMade();
        // The handshake was done before the header came.
        if (Transport is ITlsTransport)
            (WrappedProtocol as IHandshakeListener)?.HandshakeCompleted();
        // Unless StartTLS has taken it, or the connection is gone.
        var surplus = _surplus;
        _surplus = default;
        if (!surplus.IsEmpty && Connected)
            WrappedProtocol?.DataReceived(surplus.Span);
    }

    private void TimedOut() => Refuse($"there was no PROXY header within {_factory.HeaderTimeout.TotalSeconds:0.###} s");

    private void Refuse(string why)
    {
        StopTimer();
        _state = State.Refused;
        _received = null;
        Log.Msg($"A connection from {base.GetPeer()} was not served: {why}.");
        // Nothing is to be sent, and whoever this is need not be waited for.
        AbortConnection();
    }

    private void StopTimer()
    {
        if (_timeout.Active)
            _timeout.Cancel();
    }
}
