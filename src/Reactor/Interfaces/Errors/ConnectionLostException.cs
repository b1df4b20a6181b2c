namespace TwistedSharp.Internet;

/// <summary>A connection broke (error.ConnectionLost).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public class ConnectionLostException(string message, Exception? inner = null) : ConnectionClosedException(message, inner);
