using TwistedSharp.Defer;

namespace TwistedSharp.Peer.Tests;

/// <summary>Takes the failure out of a Deferred that must fail.</summary>
internal static class Outcomes
{
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
}
