namespace TwistedSharp.Internet;

/// <summary>A datagram is longer than the system sends (error.MessageLengthError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What the system said.</param>
public sealed class MessageLengthException(string message, Exception? inner = null) : IOException(message, inner);
