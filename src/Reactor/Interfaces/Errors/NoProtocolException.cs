namespace TwistedSharp.Internet;

/// <summary>The factory built no protocol for the connection (error.NoProtocol).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class NoProtocolException(string message, Exception? inner = null) : Exception(message, inner);
