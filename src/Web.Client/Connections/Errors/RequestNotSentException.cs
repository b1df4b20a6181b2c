namespace TwistedSharp.Web.Client;

/// <summary>The request was never begun: the connection was not idle (twisted.web.client.RequestNotSent).</summary>
/// <param name="message">What state the connection was in.</param>
public sealed class RequestNotSentException(string message) : InvalidOperationException(message);
