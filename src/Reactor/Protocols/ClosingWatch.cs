using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Tells whether a protocol's callbacks have closed its connection: what else lies in the same piece is not theirs then.</summary>
/// <remarks>A connection that was lost before is not closing: what a paused receiver holds is still delivered when it resumes.</remarks>
internal readonly struct ClosingWatch
{
    private readonly Protocol _protocol;
    private readonly bool _wasConnected;

    internal ClosingWatch(Protocol protocol)
    {
        _protocol = protocol;
        _wasConnected = protocol.HasTransport && protocol.Transport.Connected;
    }

    internal bool IsClosing =>
        _protocol.HasTransport && (_protocol.Transport.Disconnecting || (_wasConnected && !_protocol.Transport.Connected));
}
