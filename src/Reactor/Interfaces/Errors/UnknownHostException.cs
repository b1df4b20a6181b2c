namespace TwistedSharp.Internet;

/// <summary>The host is unknown (error.UnknownHostError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class UnknownHostException(string message, Exception? inner = null) : ConnectException(message, inner);
