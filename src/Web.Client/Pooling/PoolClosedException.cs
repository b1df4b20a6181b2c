namespace TwistedSharp.Web.Client;

/// <summary>The pool has been told to drain: it takes no new request, or has cut this one at its deadline.</summary>
/// <param name="message">What happened.</param>
public sealed class PoolClosedException(string message) : InvalidOperationException(message);
