namespace TwistedSharp.Internet;

/// <summary>StopConnecting, and no attempt is under way (error.NotConnectingError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class NotConnectingException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
