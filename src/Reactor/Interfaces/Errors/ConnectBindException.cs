namespace TwistedSharp.Internet;

/// <summary>The local address for a connection could not be bound (error.ConnectBindError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ConnectBindException(string message, Exception? inner = null) : ConnectException(message, inner);
