namespace TwistedSharp.Internet;

/// <summary>The TLS handshake failed (ssl.SSL.Error).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public class TLSException(string message, Exception? inner = null) : ConnectException(message, inner);
