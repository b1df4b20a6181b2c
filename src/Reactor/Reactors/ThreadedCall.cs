using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A call on a pool's thread whose end is told to a Deferred on the reactor's.</summary>
internal abstract class ThreadedCall(IReactorThreads reactor)
{
    private Failure? _failure;

    protected abstract Deferred Fired { get; }

    /// <summary>Hands it to the pool.</summary>
    internal void Start(IThreadPool pool)
    {
        // A pool that has stopped drops what it is given: nobody is to wait for that.
        if (!pool.CallInThread(Make))
            Fired.Errback(new ReactorNotRunningException($"{pool} has stopped and makes no more calls."));
    }

    protected abstract void Call();

    protected abstract void Succeed();

    private void Make()
    {
        try
        {
            Call();
        }
        catch (Exception e)
        {
            _failure = new Failure(e);
        }
        reactor.CallFromThread(Tell);
    }

    private void Tell()
    {
        if (_failure is { } failure)
            Fired.Errback(failure);
        else
            Succeed();
    }
}

/// <inheritdoc/>
internal sealed class ThreadedCall<TState>(IReactorThreads reactor, Action<TState> call, TState state) : ThreadedCall(reactor)
{
    internal Deferred Result { get; } = new();

    protected override Deferred Fired => Result;

    protected override void Call() => call(state);

    protected override void Succeed() => Result.Callback();
}

/// <inheritdoc/>
internal sealed class ThreadedCall<TState, T>(IReactorThreads reactor, Func<TState, T> call, TState state) : ThreadedCall(reactor)
{
    private T _value = default!; // Set before it is read.

    internal Deferred<T> Result { get; } = new();

    protected override Deferred Fired => Result;

    protected override void Call() => _value = call(state);

    protected override void Succeed() => Result.Callback(_value);
}
