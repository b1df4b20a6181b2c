namespace TwistedSharp.Web.Client;

/// <summary>Not an error: the reason that a body's protocol sees when the body has come whole (twisted.web.client.ResponseDone).</summary>
public sealed class ResponseDoneException() : IOException("The response body is complete.");
