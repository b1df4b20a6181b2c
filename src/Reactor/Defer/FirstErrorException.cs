namespace TwistedSharp.Defer;

/// <summary>One of several Deferreds failed (twisted.internet.defer.FirstError).</summary>
/// <param name="subFailure">How it failed.</param>
/// <param name="index">Which one, counted from zero in the order they were given.</param>
public sealed class FirstErrorException(Failure subFailure, int index)
    : Exception($"Deferred #{index} failed first: {subFailure}", subFailure.Value)
{
    /// <summary>How it failed.</summary>
    public Failure SubFailure { get; } = subFailure;

    /// <summary>Which one, counted from zero in the order they were given.</summary>
    public int Index { get; } = index;
}
