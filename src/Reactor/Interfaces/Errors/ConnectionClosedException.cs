namespace TwistedSharp.Internet;

/// <summary>A connection ended (error.ConnectionClosed).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public class ConnectionClosedException(string message, Exception? inner = null) : IOException(message, inner);
