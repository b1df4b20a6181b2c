namespace TwistedSharp.Internet.Testing;

/// <summary>A Deferred did not have the result that a test asked for; test frameworks report it as a failed test.</summary>
/// <param name="message">What was expected and what was seen.</param>
/// <param name="inner">The failure that was seen instead.</param>
public sealed class UnexpectedResultException(string message, Exception? inner = null) : Exception(message, inner);
