namespace TwistedSharp.Defer;

/// <summary>One of several Deferreds failed (twisted.internet.defer.FirstError).</summary>
/// <remarks>Two of them are equal when the failure and the index are. The inner exception is the failure's.</remarks>
public sealed class FirstErrorException : Exception, IEquatable<FirstErrorException>
{
    /// <summary>Says which Deferred failed, and how.</summary>
    /// <param name="subFailure">How it failed.</param>
    /// <param name="index">Which one, counted from zero in the order they were given.</param>
    public FirstErrorException(Failure subFailure, int index)
        : base($"FirstError[#{index}, {subFailure}]", subFailure?.Value)
    {
        ArgumentNullException.ThrowIfNull(subFailure);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        SubFailure = subFailure;
        Index = index;
    }

    /// <summary>How it failed.</summary>
    public Failure SubFailure { get; }

    /// <summary>Which one, counted from zero in the order they were given.</summary>
    public int Index { get; }

    /// <summary>Whether both are about the same failure of the same Deferred.</summary>
    /// <param name="left">One of them.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(FirstErrorException? left, FirstErrorException? right) =>
        left is null ? right is null : left.Equals(right);

    /// <summary>Whether they are about different failures or Deferreds.</summary>
    /// <param name="left">One of them.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(FirstErrorException? left, FirstErrorException? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(FirstErrorException? other) => other is not null && Index == other.Index && SubFailure.Equals(other.SubFailure);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FirstErrorException);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Index, SubFailure);
}
