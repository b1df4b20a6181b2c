namespace TwistedSharp.Internet;

/// <summary>An endpoint that can listen once only was asked to listen again (error.AlreadyListened).</summary>
/// <param name="message">Which endpoint.</param>
public sealed class AlreadyListenedException(string message) : InvalidOperationException(message);
