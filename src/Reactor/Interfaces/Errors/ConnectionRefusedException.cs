namespace TwistedSharp.Internet;

/// <summary>Nobody listens there (error.ConnectionRefusedError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ConnectionRefusedException(string message, Exception? inner = null) : ConnectException(message, inner);
