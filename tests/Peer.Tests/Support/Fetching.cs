using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>How a test asks for something and tells what came of it.</summary>
internal static class Fetching
{
    /// <summary>Sends a request; methods that change things bring a small body. Gives the response's body and the connection it came
    /// over.</summary>
    internal static async Deferred<string> Send(Agent agent, string method, string url, IBodyProducer? body = null)
    {
        if (method is "POST" or "PUT" or "PATCH")
            body ??= new BytesBodyProducer("payload"u8.ToArray());
        var response = await agent.Request(method, url, body: body);
        var text = await response.ReadString();
        return $"{text} on connection {response.Connection.Connection}";
    }

    /// <summary>The failure of something that must fail.</summary>
    internal static async Deferred<Exception> FailureOf(Deferred deferred)
    {
        try
        {
            await deferred;
        }
        catch (Exception e)
        {
            return e;
        }
        throw new AssertionException("It succeeded, and was expected to fail.");
    }

    /// <summary>The exception and what it says it comes from.</summary>
    internal static IEnumerable<Exception> Causes(Exception failure) => failure switch
    {
        ReasonsException { Reasons: var reasons } => [failure, .. reasons.Select(r => r.Value)],
        PartialDownloadException { Reason: var reason } => [failure, reason.Value],
        _ => [failure],
    };
}
