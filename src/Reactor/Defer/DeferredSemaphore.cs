using System.Diagnostics;

namespace TwistedSharp.Defer;

/// <summary>Lets a number of users at a time go on, in the order they came (twisted.internet.defer.DeferredSemaphore).</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DeferredSemaphore : ConcurrencyPrimitive<DeferredSemaphore>
{
    /// <summary>A semaphore with all its tokens.</summary>
    /// <param name="tokens">How many users at a time, one or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than one.</exception>
    public DeferredSemaphore(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        Limit = tokens;
        Tokens = tokens;
    }

    /// <summary>How many users at a time.</summary>
    public int Limit { get; }

    /// <summary>How many more could acquire it now; none as long as somebody waits.</summary>
    public int Tokens { get; private set; }

    /// <summary>Its state in words.</summary>
    public override string ToString() => $"<DeferredSemaphore {Tokens} of {Limit} tokens left, {Waiting} waiting>";

    private protected override bool TryTake()
    {
        if (Tokens == 0)
            return false;
        Tokens--;
        return true;
    }

    private protected override void GiveBack()
    {
        if (Tokens == Limit)
            throw new InvalidOperationException($"{this} cannot be released: all its tokens are there.");
        Tokens++;
    }
}
