using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>What a <see cref="DeferredLock"/> and a <see cref="DeferredSemaphore"/> share: who may not go on now waits in line, and a
/// release hands over to the one that has waited longest (twisted.internet.defer._ConcurrencyPrimitive).</summary>
/// <remarks>It is for one thread, the reactor's, and keeps steps apart that take turns there; it is no lock between threads.</remarks>
/// <typeparam name="TSelf">The lock or the semaphore.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
public abstract class ConcurrencyPrimitive<TSelf> where TSelf : ConcurrencyPrimitive<TSelf>
{
    private readonly WaitingLine<TSelf> _line = new();

    private protected ConcurrencyPrimitive()
    {
    }

    /// <summary>How many wait in line (the length of Twisted's waiting).</summary>
    public int Waiting => _line.Count;

    private TSelf Self => (TSelf)this;

    /// <summary>Asks for it; whoever gets it calls <see cref="Release"/> once (Twisted's acquire).</summary>
    /// <returns>A Deferred that fires with this object: at once if it is free, else in its turn. Cancelling it while it waits takes it out
    /// of the line and fails it with <see cref="CancelledException"/>; after that it does nothing.</returns>
    public Deferred<TSelf> Acquire() => TryTake() ? Deferred.Succeed(Self) : _line.Join();

    /// <inheritdoc cref="Acquire()"/>
    /// <param name="cancellationToken">Cancels the wait, from any thread; one that is cancelled already does not acquire.</param>
    public Deferred<TSelf> Acquire(CancellationToken cancellationToken)
    {
        var acquired = Begin(cancellationToken);
        acquired.CancelOn(cancellationToken);
        return acquired;
    }

    /// <summary>Gives it back, or rather on: the one that has waited longest has it before this returns (Twisted's release).</summary>
    /// <exception cref="InvalidOperationException">Nobody has acquired it.</exception>
    public void Release()
    {
        // Whoever waits, waits because it is taken: then there is nothing to check, and it is free at no moment in between.
        if (_line.TryTakeFirst(out var next))
            next.Callback(Self);
        else
            GiveBack();
    }

    /// <summary>Acquires it for a block: <c>using (await it.EnterScope())</c> (Twisted's async with).</summary>
    /// <returns>A Deferred with what releases it when it is disposed; disposing again does nothing. It is cancelled as
    /// <see cref="Acquire()"/> is.</returns>
    public Deferred<IDisposable> EnterScope() => EnterScope(CancellationToken.None);

    /// <inheritdoc cref="EnterScope()"/>
    /// <param name="cancellationToken">Cancels the wait, from any thread; one that is cancelled already does not acquire.</param>
    public Deferred<IDisposable> EnterScope(CancellationToken cancellationToken) =>
        Acquire(cancellationToken).AddCallback<IDisposable>(static self => new Scope(self));

    /// <summary>Acquires it, calls a function, and releases it, however the function ended (Twisted's run).</summary>
    /// <param name="function">What to do meanwhile.</param>
    /// <param name="cancellationToken">Cancels what is returned, from any thread; one that is cancelled already does not acquire.</param>
    /// <returns>How the function ended. Cancelling it while it waits means that the function is never called; later, the cancellation goes
    /// to the Deferred that the function returned.</returns>
    public Deferred Run(Action function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return End(Begin(cancellationToken).AddCallback(_ => HoldFor(function)), cancellationToken);
    }

    /// <inheritdoc cref="Run(Action, CancellationToken)"/>
    /// <typeparam name="T">The type of the function's value.</typeparam>
    public Deferred<T> Run<T>(Func<T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return End(Begin(cancellationToken).AddCallback<T>(_ => HoldFor(function)), cancellationToken);
    }

    /// <inheritdoc cref="Run(Action, CancellationToken)"/>
    /// <remarks>It is released when the Deferred that the function returned has ended.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred Run(Func<Deferred> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return End(Begin(cancellationToken).AddCallback(_ => HoldUntilEnd(function, typeof(void))), cancellationToken);
    }

    /// <inheritdoc cref="Run{T}(Func{T}, CancellationToken)"/>
    /// <remarks>It is released when the Deferred that the function returned has ended.</remarks>
    [OverloadResolutionPriority(1)]
    public Deferred<T> Run<T>(Func<Deferred<T>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return End(Begin(cancellationToken).AddCallback<T>(_ => HoldUntilEnd(function, typeof(T))), cancellationToken);
    }

    /// <inheritdoc cref="Run(Action, CancellationToken)"/>
    /// <remarks>It is released when the Task that the function returned has ended: a cancellation ends what is returned here at once, but
    /// stops no Task.</remarks>
    public Deferred Run(Func<Task> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return End(
            Begin(cancellationToken).AddCallback(_ =>
            {
                var outcome = new Deferred();
                HoldUntilEnd(() => Deferred.FromTask(function()), typeof(void)).ChainDeferred(outcome);
                return outcome;
            }),
            cancellationToken);
    }

    /// <inheritdoc cref="Run{T}(Func{T}, CancellationToken)"/>
    /// <remarks>It is released when the Task that the function returned has ended: a cancellation ends what is returned here at once, but
    /// stops no Task.</remarks>
    public Deferred<T> Run<T>(Func<Task<T>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return End(
            Begin(cancellationToken).AddCallback<T>(_ =>
            {
                var outcome = new Deferred<T>();
                HoldUntilEnd(() => Deferred.FromTask(function()), typeof(T)).ChainDeferred(outcome);
                return outcome;
            }),
            cancellationToken);
    }

    /// <summary>Takes it if it is free.</summary>
    private protected abstract bool TryTake();

    /// <summary>Makes it free, since nobody waits; throws when it is not taken.</summary>
    private protected abstract void GiveBack();

    private static TDeferred End<TDeferred>(TDeferred run, CancellationToken cancellationToken) where TDeferred : Deferred
    {
        run.CancelOn(cancellationToken);
        return run;
    }

    private Deferred<TSelf> Begin(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Deferred.Fail<TSelf>(new CancelledException()) : Acquire();

    private void HoldFor(Action function)
    {
        try
        {
            function();
        }
        finally
        {
            Release();
        }
    }

    private T HoldFor<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        finally
        {
            Release();
        }
    }

    private TDeferred HoldUntilEnd<TDeferred>(Func<TDeferred> function, Type type) where TDeferred : Deferred
    {
        TDeferred running;
        try
        {
            running = function() ?? throw new InvalidOperationException($"The function that {this} ran returned null, not a Deferred.");
            running.Chain.RequireLast(type);
        }
        catch
        {
            Release();
            throw;
        }
        running.Chain.AddPassing(new ReleaseLink(this));
        return running;
    }

    private sealed class ReleaseLink(ConcurrencyPrimitive<TSelf> held) : Link
    {
        internal override object? Run(object? result)
        {
            held.Release();
            return result;
        }
    }

    private sealed class Scope(ConcurrencyPrimitive<TSelf> entered) : IDisposable
    {
        private ConcurrencyPrimitive<TSelf>? _entered = entered;

        public void Dispose()
        {
            var entered = _entered;
            _entered = null;
            entered?.Release();
        }
    }
}
