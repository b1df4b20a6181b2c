using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>One step of a chain: takes the current result from the chain, returns the next one (a value, a Failure, or a Deferred to wait
/// for).</summary>
internal abstract class Step
{
    internal Step? Next;

    internal abstract object? RunOn(DeferredChain chain);
}

/// <summary>A step that takes the result as an object: a small value is boxed for it.</summary>
internal abstract class Link : Step
{
    internal sealed override object? RunOn(DeferredChain chain) => Run(chain.Result);

    internal abstract object? Run(object? result);
}

/// <summary>A step that leaves the result where and as it is.</summary>
internal abstract class PassingStep : Step
{
    internal sealed override object? RunOn(DeferredChain chain)
    {
        Pass(chain);
        return chain.Raw;
    }

    internal abstract void Pass(DeferredChain chain);
}

/// <summary>Marks where a chain that waits for this one goes on.</summary>
internal sealed class ContinueLink(DeferredChain waiting) : Step
{
    internal DeferredChain Waiting => waiting;

    internal override object? RunOn(DeferredChain chain) =>
        throw new InvalidOperationException("A continuation is handed over by the chain, never run.");
}

/// <summary>The shapes of callbacks. Each passes by what it is not for: a callback a Failure, an errback a value.</summary>
internal static partial class Links
{
    /// <summary>The value in a result; a result that was taken over by another chain reads as the type's default.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Unwrap<T>(object? result) => result is null ? default! : (T)result;

    internal sealed class OnValue<T, TNext>(Func<T, TNext> callback) : Step
    {
        internal override object? RunOn(DeferredChain chain) =>
            chain.FailureOrNull is { } failure ? failure : chain.Hold(callback(chain.Value<T>()));
    }

    internal sealed class OnValueDo<T>(Action<T> callback) : Step
    {
        internal override object? RunOn(DeferredChain chain)
        {
            if (chain.FailureOrNull is { } failure)
                return failure;
            callback(chain.Value<T>());
            return null;
        }
    }

    internal sealed class OnSuccess<TNext>(Func<TNext> callback) : Step
    {
        internal override object? RunOn(DeferredChain chain) =>
            chain.FailureOrNull is { } failure ? failure : chain.Hold(callback());
    }

    internal sealed class OnSuccessDo(Action callback) : Link
    {
        internal override object? Run(object? result)
        {
            if (result is Failure)
                return result;
            callback();
            return null;
        }
    }

    internal sealed class OnFailure<TNext>(Func<Failure, TNext> errback) : Link
    {
        internal override object? Run(object? result) => result is Failure failure ? errback(failure) : result;
    }

    internal sealed class OnFailureDo<T>(Action<Failure> errback) : Link
    {
        internal override object? Run(object? result)
        {
            if (result is not Failure failure)
                return result;
            errback(failure);
            return default(T);
        }
    }

    internal sealed class OnEither<T, TNext>(Func<T, TNext> callback, Func<Failure, TNext> errback) : Link
    {
        internal override object? Run(object? result) => result is Failure failure ? errback(failure) : callback(Unwrap<T>(result));
    }

    internal sealed class OnEitherDo<T>(Action<T> callback, Action<Failure> errback) : Link
    {
        internal override object? Run(object? result)
        {
            if (result is Failure failure)
                errback(failure);
            else
                callback(Unwrap<T>(result));
            return null;
        }
    }

    internal sealed class OnOutcome<T, TNext>(Func<Outcome<T>, TNext> callback) : Link
    {
        internal override object? Run(object? result) => callback(new Outcome<T>(result));
    }

    internal sealed class OnOutcomePass<T>(Func<Outcome<T>, Outcome<T>> callback) : Link
    {
        internal override object? Run(object? result) => callback(new Outcome<T>(result)).Raw;
    }

    internal sealed class OnOutcomeDo<T>(Action<Outcome<T>> callback) : Link
    {
        internal override object? Run(object? result)
        {
            callback(new Outcome<T>(result));
            return null;
        }
    }

    internal sealed class OnEnd<TNext>(Func<Outcome, TNext> callback) : Link
    {
        internal override object? Run(object? result) => callback(new Outcome(result));
    }

    internal sealed class OnEndPass(Func<Outcome, Outcome> callback) : Link
    {
        internal override object? Run(object? result)
        {
            var before = new Outcome(result);
            // The same outcome back means: leave the result alone, also the value that a handle without one cannot see.
            return callback(before).Failure is { } failure ? failure : before.IsSuccess ? result : null;
        }
    }

    internal sealed class OnEndDo(Action<Outcome> callback) : Link
    {
        internal override object? Run(object? result)
        {
            callback(new Outcome(result));
            return null;
        }
    }

    /// <summary>Hands the result to another chain; this one goes on with nothing.</summary>
    internal sealed class FireOther(DeferredChain other, Type type) : Link
    {
        internal override object? Run(object? result)
        {
            other.Fire(type, result);
            return null;
        }
    }
}
