using System.Collections;

namespace TwistedSharp.Defer;

/// <summary>How each of several Deferreds ended, in the order they were given.</summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <remarks>Source: the list of (success, value) that twisted.internet.defer.DeferredList fires with, and its (value, index) under
/// fireOnOneCallback, which here is <see cref="Winner"/> and the outcome at that index.</remarks>
public sealed class DeferredListResult<T> : IReadOnlyList<Outcome<T>>
{
    private readonly object?[] _results;

    private DeferredListResult(object?[] results, int? winner)
    {
        _results = results;
        Winner = winner;
    }

    /// <summary>The index of the success that ended the list under fireOnOneCallback; null when all have ended.</summary>
    /// <remarks>The outcome there is then the only success. The others failed before, or had not ended: those show an
    /// <see cref="InvalidOperationException"/> that says so.</remarks>
    public int? Winner { get; }

    /// <summary>How many Deferreds there are.</summary>
    public int Count => _results.Length;

    /// <summary>How one of them ended.</summary>
    /// <param name="index">Which one, counted from zero in the order they were given.</param>
    public Outcome<T> this[int index] => new(_results[index]);

    /// <inheritdoc/>
    public IEnumerator<Outcome<T>> GetEnumerator()
    {
        foreach (var result in _results)
            yield return new Outcome<T>(result);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The outcomes in words.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <summary>Wraps the results of all.</summary>
    internal static DeferredListResult<T> OfAll(object?[] results) => new(results, winner: null);

    /// <summary>Wraps the results at the moment of the first success.</summary>
    internal static DeferredListResult<T> WonBy(int winner, object?[] results)
    {
        var notEnded = new Failure(new InvalidOperationException($"This Deferred had not ended when #{winner} won."));
        for (var i = 0; i < results.Length; i++)
        {
            if (i != winner && results[i] is not Failure)
                results[i] = notEnded;
        }
        return new DeferredListResult<T>(results, winner);
    }
}
