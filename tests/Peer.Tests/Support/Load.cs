using TwistedSharp.Defer;

namespace TwistedSharp.Peer.Tests;

/// <summary>Many requests, so many of them at a time.</summary>
internal static class Load
{
    /// <summary>Does something for 0, 1, 2 ... as long as wanted; fires when all has ended, fails with the first failure.</summary>
    /// <param name="concurrency">How many are under way at a time.</param>
    /// <param name="isWanted">Whether this one is still to be done.</param>
    /// <param name="one">Does it.</param>
    internal static async Deferred Run(int concurrency, Func<int, bool> isWanted, Func<int, Deferred> one)
    {
        var next = 0;
        var lines = new List<Deferred>();
        for (var i = 0; i < concurrency; i++)
            lines.Add(Line());
        foreach (var outcome in await Deferred.DeferredList(lines))
            outcome.Failure?.Throw();

        async Deferred Line()
        {
            while (isWanted(next))
                await one(next++);
        }
    }

    internal static Deferred Run(int count, int concurrency, Func<int, Deferred> one) => Run(concurrency, i => i < count, one);
}
