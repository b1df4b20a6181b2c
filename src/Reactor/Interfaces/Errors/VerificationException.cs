namespace TwistedSharp.Internet;

/// <summary>The peer's certificate is not one to trust for this host (service_identity.VerificationError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class VerificationException(string message, Exception? inner = null) : TLSException(message, inner);
