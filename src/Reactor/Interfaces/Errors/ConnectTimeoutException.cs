namespace TwistedSharp.Internet;

/// <summary>The attempt took longer than it may (error.TimeoutError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ConnectTimeoutException(string message, Exception? inner = null) : ConnectException(message, inner);
