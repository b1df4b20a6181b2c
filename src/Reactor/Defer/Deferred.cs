using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>A step without a value that will end later, and the callbacks to run when it does.</summary>
/// <remarks>Callbacks run in the order they were added, on the thread that fires, each with the outcome of the one before. Adding to a
/// fired
/// Deferred runs the callback at once. A failure passes by callbacks until an errback takes it; one that nobody takes is logged when it is
/// collected. Every <see cref="Deferred{T}"/> is also a Deferred, as Task of T is a Task. Source:
/// twisted.internet.defer.Deferred.</remarks>
[AsyncMethodBuilder(typeof(DeferredMethodBuilder))]
[DebuggerDisplay("{ToString(),nq}")]
public partial class Deferred
{
    /// <summary>Makes an unfired Deferred.</summary>
    public Deferred() : this(new DeferredChain(typeof(void))) { }

    /// <summary>Makes an unfired Deferred that can be cancelled.</summary>
    /// <param name="canceller">Called by <see cref="Cancel"/> with this Deferred; stops the work and may fire it.</param>
    public Deferred(Action<Deferred>? canceller) : this()
    {
        if (canceller is not null)
            Chain.SetCanceller(new DelegateCanceller(this, canceller));
    }

    /// <summary>Makes an unfired Deferred that can be cancelled.</summary>
    /// <param name="canceller">Asked by <see cref="Cancel"/> to stop the work.</param>
    public Deferred(ICanceller canceller) : this()
    {
        ArgumentNullException.ThrowIfNull(canceller);
        Chain.SetCanceller(canceller);
    }

    private protected Deferred(DeferredChain chain) => Chain = chain;

    internal DeferredChain Chain { get; }

    /// <summary>The type of value that this handle promises; void for none.</summary>
    internal virtual Type ValueType => typeof(void);

    /// <summary>Whether Deferreds note where they are made and fired, and say so when one is fired twice or ends in a failure that nobody
    /// handled (defer.setDebugging); off by default, since every stack costs microseconds.</summary>
    public static bool Debugging
    {
        get => DebugTrace.IsOn;
        set => DebugTrace.IsOn = value;
    }

    /// <summary>Whether it has been fired (Twisted's called); its callbacks may still be running or waiting.</summary>
    public bool Called => Chain.IsCalled;

    /// <summary>How many times it is paused, by <see cref="Pause"/> or because it waits for a Deferred that a callback returned.</summary>
    public int Paused => Chain.Pauses;

    /// <summary>Fires it: the step ended well.</summary>
    /// <exception cref="AlreadyCalledException">It was fired before.</exception>
    /// <exception cref="InvalidOperationException">It was made as a Deferred with a value.</exception>
    public void Callback() => Chain.Fire(typeof(void), null);

    /// <summary>Fires it with a failure.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <exception cref="AlreadyCalledException">It was fired before.</exception>
    public void Errback(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Chain.Fire(typeof(void), failure);
    }

    /// <summary>Fires it with an exception.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <exception cref="AlreadyCalledException">It was fired before.</exception>
    public void Errback(Exception exception) => Errback(new Failure(exception));

    /// <summary>Asks the work behind it to stop; it then fails with <see cref="CancelledException"/> unless the canceller fired it
    /// otherwise.</summary>
    /// <remarks>A Deferred that waits for another passes the cancellation on; one that has its result ignores it. Without a canceller, one
    /// later
    /// firing is swallowed, since whoever fires cannot know.</remarks>
    public void Cancel() => Chain.Cancel();

    /// <summary>Holds callbacks back until a matching <see cref="Unpause"/>.</summary>
    public void Pause() => Chain.Pause();

    /// <summary>Takes one <see cref="Pause"/> back; at the last one a fired Deferred runs on.</summary>
    public void Unpause() => Chain.Unpause();

    /// <summary>Makes this Deferred's end fire another; callbacks added here later see nothing.</summary>
    /// <param name="other">A Deferred without a value.</param>
    /// <returns>This Deferred.</returns>
    /// <exception cref="InvalidOperationException">The other was made as a Deferred with a value.</exception>
    public Deferred ChainDeferred(Deferred other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Chain.RequireFirst(typeof(void));
        if (DebugTrace.IsOn)
            DebugTrace.Chained(other.Chain, Chain);
        Chain.Add(new Links.FireOther(other.Chain, typeof(void)), typeof(void), typeof(void), null);
        return this;
    }

    /// <summary>Awaits it: a failure is thrown, the code after the await runs inline when it fires.</summary>
    /// <exception cref="InvalidOperationException">It belongs to the reactor of another thread.</exception>
    public DeferredAwaiter GetAwaiter()
    {
        // Here, not where the wait begins: what is thrown there ends the process, what is thrown here is the awaiting method's.
        Chain.RequireHome();
        return new DeferredAwaiter(Chain);
    }

    /// <summary>Its state in words.</summary>
    public override string ToString() => $"<Deferred {Chain}>";

    private protected static Deferred WithoutValue(DeferredChain chain) => new(chain);

    internal Deferred Then(Step link, Delegate callback)
    {
        Chain.Add(link, typeof(void), typeof(void), callback);
        return GetType() == typeof(Deferred) ? this : new Deferred(Chain);
    }

    /// <summary>For errbacks: a value passes them by, so the chain keeps its type.</summary>
    internal Deferred Keep(Step link)
    {
        Chain.AddPassing(link);
        return this;
    }

    internal Deferred<TNext> Then<TNext>(Step link, Type input, Delegate callback)
    {
        Chain.Add(link, input, typeof(TNext), callback);
        return this as Deferred<TNext> ?? new Deferred<TNext>(Chain);
    }

    private sealed class DelegateCanceller(Deferred handle, Action<Deferred> canceller) : ICanceller
    {
        public void Cancel() => canceller(handle);
    }
}
