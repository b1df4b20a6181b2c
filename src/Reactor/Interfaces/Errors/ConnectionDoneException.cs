namespace TwistedSharp.Internet;

/// <summary>A connection ended cleanly (error.ConnectionDone).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public class ConnectionDoneException(string message, Exception? inner = null) : ConnectionClosedException(message, inner);
