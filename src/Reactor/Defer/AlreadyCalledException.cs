namespace TwistedSharp.Defer;

/// <summary>A Deferred was fired a second time (twisted.internet.defer.AlreadyCalledError).</summary>
/// <param name="message">Which Deferred, and what it holds.</param>
public sealed class AlreadyCalledException(string message) : InvalidOperationException(message);
