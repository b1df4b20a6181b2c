namespace TwistedSharp.Internet;

/// <summary>A connection that can change from clear text to TLS (ITLSTransport).</summary>
/// <remarks>Both ends agree in clear first, as SMTP's STARTTLS does. From StartTLS on nothing is written in clear any more: what the protocol
/// and its registered producer write waits for the handshake and then goes over TLS, on the same transport object. What was written before
/// leaves in clear, before the handshake begins. Received bytes that the protocol has not used yet are given to the handshake, if the
/// protocol is an <see cref="IReceiveBuffer"/>; another one that keeps bytes back must drop them itself, or an attacker could slip commands in
/// ahead of TLS. The protocol is told by <see cref="IHandshakeListener"/>, or of a failed handshake by ConnectionLost with a
/// <see cref="TLSException"/>, <see cref="VerificationException"/> or <see cref="ConnectTimeoutException"/>.</remarks>
public interface ITlsCapable : ITransport
{
    /// <summary>What TLS says of this connection, from StartTLS on; null before.</summary>
    ITlsTransport? Tls { get; }

    /// <summary>Starts TLS as the client.</summary>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <returns>The same connection, with what only TLS can tell.</returns>
    /// <exception cref="InvalidOperationException">It speaks TLS already, its writing end is closed, or it is closing or lost.</exception>
    ITlsTransport StartTLS(TlsOptions options);

    /// <summary>Starts TLS as the server.</summary>
    /// <param name="options">The certificate, and whether to ask for the client's.</param>
    /// <returns>The same connection, with what only TLS can tell.</returns>
    /// <exception cref="InvalidOperationException">It speaks TLS already, its writing end is closed, or it is closing or lost.</exception>
    ITlsTransport StartTLS(TlsServerOptions options);
}
