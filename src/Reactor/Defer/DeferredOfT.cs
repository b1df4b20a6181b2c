using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>A value that will be there later, and the callbacks to run when it is.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <remarks>A typed handle on one chain of callbacks. A callback that keeps the type returns this handle; one that changes it returns a new
/// handle on the same chain, and adding a callback of the old type to the old handle then throws. Source:
/// twisted.internet.defer.Deferred.</remarks>
[AsyncMethodBuilder(typeof(DeferredMethodBuilder<>))]
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Deferred<T> : Deferred
{
    /// <summary>Makes an unfired Deferred.</summary>
    public Deferred() : base(new DeferredChain(typeof(T))) { }

    /// <summary>Makes an unfired Deferred that can be cancelled.</summary>
    /// <param name="canceller">Called by <see cref="Deferred.Cancel"/> with this Deferred; stops the work and may fire it.</param>
    public Deferred(Action<Deferred<T>>? canceller) : this()
    {
        if (canceller is not null)
            Chain.SetCanceller(new DelegateCanceller(this, canceller));
    }

    /// <summary>Makes an unfired Deferred that can be cancelled.</summary>
    /// <param name="canceller">Asked by <see cref="Deferred.Cancel"/> to stop the work.</param>
    public Deferred(ICanceller canceller) : this()
    {
        ArgumentNullException.ThrowIfNull(canceller);
        Chain.SetCanceller(canceller);
    }

    internal Deferred(DeferredChain chain) : base(chain) { }

    internal override Type ValueType => typeof(T);

    /// <summary>Fires it with its value.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="AlreadyCalledException">It was fired before.</exception>
    public void Callback(T value)
    {
        if (typeof(T).IsValueType)
            Chain.FireValue(value);
        else
            Chain.Fire(typeof(T), value);
    }

    /// <summary>A Deferred with a value is fired with one.</summary>
    [Obsolete("This Deferred has a value: call Callback(value).", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public new void Callback() => base.Callback();

    /// <summary>Makes this Deferred's end fire another; callbacks added here later see nothing.</summary>
    /// <param name="other">A Deferred of the same type.</param>
    /// <returns>This Deferred.</returns>
    /// <exception cref="InvalidOperationException">The other was made with another type; pass the handle that was created.</exception>
    public Deferred<T> ChainDeferred(Deferred<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Chain.RequireFirst(typeof(T));
        if (DebugTrace.IsOn)
            DebugTrace.Chained(other.Chain, Chain);
        Chain.Add(new Links.FireOther(other.Chain, typeof(T)), typeof(T), typeof(T), null);
        return this;
    }

    /// <summary>Awaits it: gives the value or throws the failure's exception; the code after the await runs inline when it fires.</summary>
    /// <exception cref="InvalidOperationException">It belongs to the reactor of another thread, or this handle is stale.</exception>
    public new DeferredAwaiter<T> GetAwaiter()
    {
        Chain.RequireHome();
        Chain.RequireLast(typeof(T));
        return new DeferredAwaiter<T>(Chain);
    }

    /// <inheritdoc cref="Deferred.AsTask"/>
    public new Task<T> AsTask(CancellationToken cancellationToken = default)
    {
        Chain.RequireLast(typeof(T));
        TokenLink.Add(Chain, cancellationToken);
        return TaskLink<T>.Add(Chain, hasValue: true, cancellationToken);
    }

    /// <inheritdoc cref="Deferred.CancelOn"/>
    public new Deferred<T> CancelOn(CancellationToken cancellationToken)
    {
        TokenLink.Add(Chain, cancellationToken);
        return this;
    }

    /// <summary>Its state in words.</summary>
    public override string ToString() => $"<Deferred of {TypeName.Of(typeof(T))} {Chain}>";

    private Deferred<TNext> Next<TNext>(Step link, Delegate callback) => Then<TNext>(link, typeof(T), callback);

    private Deferred Done(Step link, Delegate callback)
    {
        Chain.Add(link, typeof(T), typeof(void), callback);
        return WithoutValue(Chain);
    }

    private Deferred<T> Same(Step link, Delegate callback)
    {
        Chain.Add(link, typeof(T), typeof(T), callback);
        return this;
    }

    private sealed class DelegateCanceller(Deferred<T> handle, Action<Deferred<T>> canceller) : ICanceller
    {
        public void Cancel() => canceller(handle);
    }
}
