using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A pool without threads: what it is given is done at the clock's next Advance, on the test's own thread.</summary>
public sealed class MemoryThreadPool : IThreadPool
{
    private readonly IReactorTime _clock;

    internal MemoryThreadPool(IReactorTime clock) => _clock = clock;

    /// <inheritdoc/>
    public int Min { get; private set; }

    /// <inheritdoc/>
    public int Max { get; private set; } = 10;

    /// <summary>Whether it takes calls no more, as after "shutdown".</summary>
    public bool Joined { get; internal set; }

    /// <inheritdoc/>
    public bool CallInThread(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (Joined)
            return false;
        _clock.CallLater(TimeSpan.Zero, () =>
        {
            try
            {
                call();
            }
            catch (Exception e)
            {
                Log.Err(e, "while calling in a thread of the pool");
            }
        });
        return true;
    }

    /// <inheritdoc/>
    public bool CallInThreadWithCallback<T>(Action<Outcome<T>> onResult, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(onResult);
        ArgumentNullException.ThrowIfNull(call);
        return CallInThread(() => onResult(OutcomeOf(call)));
    }

    /// <inheritdoc/>
    public void AdjustPoolSize(int? minThreads = null, int? maxThreads = null)
    {
        var (min, max) = (minThreads ?? Min, maxThreads ?? Max);
        ArgumentOutOfRangeException.ThrowIfNegative(min, nameof(minThreads));
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1, nameof(maxThreads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max, nameof(minThreads));
        (Min, Max) = (min, max);
    }

    /// <summary>What it is like.</summary>
    public override string ToString() => $"<MemoryThreadPool of {Min} to {Max}{(Joined ? ", joined" : "")}>";

    private static Outcome<T> OutcomeOf<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e)
        {
            return new Failure(e);
        }
    }
}
