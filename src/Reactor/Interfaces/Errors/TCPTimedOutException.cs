namespace TwistedSharp.Internet;

/// <summary>The kernel gave the attempt up (error.TCPTimedOutError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class TCPTimedOutException(string message, Exception? inner = null) : ConnectException(message, inner);
