namespace TwistedSharp.Protocols;

/// <summary>A string to send is longer than its protocol can say (twisted.protocols.basic.StringTooLongError).</summary>
/// <param name="message">How long, and what is the most.</param>
public sealed class StringTooLongException(string message) : ArgumentException(message);
