namespace TwistedSharp.Internet.Testing;

/// <summary>A test left errors in the log that it did not flush.</summary>
/// <param name="message">Which.</param>
/// <param name="inner">The first of them.</param>
public sealed class LoggedErrorException(string message, Exception? inner = null) : Exception(message, inner);
