namespace TwistedSharp.Internet;

/// <summary>A connection was aborted from our side (error.ConnectionAborted).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ConnectionAbortedException(string message, Exception? inner = null) : ConnectionLostException(message, inner);
