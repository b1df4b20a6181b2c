using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>Builds <c>async Deferred&lt;T&gt;</c> methods; used by the compiler.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <remarks>As <see cref="DeferredMethodBuilder"/>, with a value.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct DeferredMethodBuilder<T>
{
    private Deferred<T>? _deferred;
    private MethodBox? _box;

    /// <summary>What the method returns.</summary>
    public Deferred<T> Task => _deferred ??= new Deferred<T>();

    /// <summary>Makes a builder.</summary>
    public static DeferredMethodBuilder<T> Create() => default;

    /// <summary>Runs the method to its first suspension.</summary>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="stateMachine">The method.</param>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine) where TStateMachine : IAsyncStateMachine =>
        MethodBox.Start(ref stateMachine);

    /// <summary>Not used by the compiler any more.</summary>
    /// <param name="stateMachine">The method.</param>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => ArgumentNullException.ThrowIfNull(stateMachine);

    /// <summary>The method returned.</summary>
    /// <param name="result">Its value.</param>
    public void SetResult(T result)
    {
        if (!Task.Called)
            Task.Callback(result);
    }

    /// <summary>The method threw.</summary>
    /// <param name="exception">What it threw.</param>
    public void SetException(Exception exception)
    {
        if (!Task.Called)
            Task.Errback(exception);
    }

    /// <summary>The method awaits.</summary>
    /// <typeparam name="TAwaiter">What it awaits.</typeparam>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="awaiter">What it awaits.</param>
    /// <param name="stateMachine">The method.</param>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion where TStateMachine : IAsyncStateMachine
    {
        if (_box is null)
        {
            var box = new MethodBox<TStateMachine>();
            _box = box;
            _deferred = new Deferred<T>(box);
            box.StateMachine = stateMachine;
        }
        _box.Await(ref awaiter);
    }

    /// <inheritdoc cref="AwaitOnCompleted{TAwaiter, TStateMachine}"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion where TStateMachine : IAsyncStateMachine =>
        AwaitOnCompleted(ref awaiter, ref stateMachine);
}
