using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>What <c>await</c> uses to wait for a Deferred; the code after the await runs inline, on the thread that fires.</summary>
public readonly struct DeferredAwaiter : ICriticalNotifyCompletion, IDeferredAwaiter
{
    private readonly DeferredChain _chain;

    internal DeferredAwaiter(DeferredChain chain) => _chain = chain;

    /// <summary>Whether the await need not suspend.</summary>
    public bool IsCompleted => _chain.IsSettled;

    DeferredChain IDeferredAwaiter.Chain => _chain;

    /// <summary>Returns, or throws the failure's exception.</summary>
    [StackTraceHidden]
    public void GetResult() => AwaitLink.ThrowFailure(_chain);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => _chain.AddPassing(new AwaitLink(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _chain.AddPassing(new AwaitLink(continuation));
}

/// <summary>What <c>await</c> uses to wait for a Deferred; the code after the await runs inline, on the thread that fires.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct DeferredAwaiter<T> : ICriticalNotifyCompletion, IDeferredAwaiter
{
    private readonly DeferredChain _chain;

    internal DeferredAwaiter(DeferredChain chain) => _chain = chain;

    /// <summary>Whether the await need not suspend.</summary>
    public bool IsCompleted => _chain.IsSettled;

    DeferredChain IDeferredAwaiter.Chain => _chain;

    /// <summary>The value; a failure's exception is thrown.</summary>
    [StackTraceHidden]
    public T GetResult()
    {
        AwaitLink.ThrowFailure(_chain);
        return _chain.Value<T>();
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => _chain.AddPassing(new AwaitLink(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _chain.AddPassing(new AwaitLink(continuation));
}

/// <summary>Lets the builder of an <c>async Deferred</c> method queue the method itself on the chain, with no delegate between.</summary>
internal interface IDeferredAwaiter
{
    DeferredChain Chain { get; }
}

/// <summary>Resumes whoever awaits; leaves the result where it is, so that several may await one Deferred.</summary>
internal sealed class AwaitLink(Action continuation) : PassingStep
{
    [StackTraceHidden]
    internal static void ThrowFailure(DeferredChain chain)
    {
        if (!chain.HasResult)
            throw new InvalidOperationException(
                $"A Deferred cannot be blocked on, and this one has no result yet: <Deferred {chain}>. Await it, or add a callback.");
        if (chain.FailureOrNull is not { } failure)
            return;
        chain.MarkFailureSeen();
        failure.Throw();
    }

    internal override void Pass(DeferredChain chain)
    {
        continuation();
        // The awaiting code has taken the failure, by throwing it in GetResult.
        chain.MarkFailureSeen();
    }
}
