namespace TwistedSharp.Internet;

/// <summary>A protocol that wants to know when TLS protects its connection (IHandshakeListener).</summary>
/// <remarks>After <see cref="ITlsCapable"/>'s StartTLS it is the moment from which bytes go over TLS. A connection that spoke TLS from its
/// start tells it right after MakeConnection.</remarks>
public interface IHandshakeListener : IProtocol
{
    /// <summary>The handshake is done and the peer is verified.</summary>
    /// <remarks>An exception is logged and ends the connection with it.</remarks>
    void HandshakeCompleted();
}
