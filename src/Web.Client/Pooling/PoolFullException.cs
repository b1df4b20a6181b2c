namespace TwistedSharp.Web.Client;

/// <summary>As many requests wait for a connection as may; this one was not sent, and may be tried again later.</summary>
/// <param name="message">How many, and where.</param>
public sealed class PoolFullException(string message) : InvalidOperationException(message);
