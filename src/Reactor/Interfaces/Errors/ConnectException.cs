namespace TwistedSharp.Internet;

/// <summary>A connection could not be made (error.ConnectError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public class ConnectException(string message, Exception? inner = null) : IOException(message, inner);
