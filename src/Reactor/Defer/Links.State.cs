namespace TwistedSharp.Defer;

/// <summary>The shapes of callbacks that take a state beside the result, so that a static lambda needs no closure.</summary>
internal static partial class Links
{
    internal sealed class OnValue<T, TState, TNext>(Func<T, TState, TNext> callback, TState state) : Step
    {
        internal override object? RunOn(DeferredChain chain) =>
            chain.FailureOrNull is { } failure ? failure : chain.Hold(callback(chain.Value<T>(), state));
    }

    internal sealed class OnValueDo<T, TState>(Action<T, TState> callback, TState state) : Step
    {
        internal override object? RunOn(DeferredChain chain)
        {
            if (chain.FailureOrNull is { } failure)
                return failure;
            callback(chain.Value<T>(), state);
            return null;
        }
    }

    internal sealed class OnSuccess<TState, TNext>(Func<TState, TNext> callback, TState state) : Step
    {
        internal override object? RunOn(DeferredChain chain) =>
            chain.FailureOrNull is { } failure ? failure : chain.Hold(callback(state));
    }

    internal sealed class OnSuccessDo<TState>(Action<TState> callback, TState state) : Link
    {
        internal override object? Run(object? result)
        {
            if (result is Failure)
                return result;
            callback(state);
            return null;
        }
    }

    internal sealed class OnFailure<TState, TNext>(Func<Failure, TState, TNext> errback, TState state) : Link
    {
        internal override object? Run(object? result) => result is Failure failure ? errback(failure, state) : result;
    }

    internal sealed class OnFailureDo<TState, T>(Action<Failure, TState> errback, TState state) : Link
    {
        internal override object? Run(object? result)
        {
            if (result is not Failure failure)
                return result;
            errback(failure, state);
            return default(T);
        }
    }

    internal sealed class OnEither<T, TState, TNext>(
        Func<T, TState, TNext> callback, Func<Failure, TState, TNext> errback, TState state) : Link
    {
        internal override object? Run(object? result) =>
            result is Failure failure ? errback(failure, state) : callback(Unwrap<T>(result), state);
    }

    internal sealed class OnEitherDo<T, TState>(Action<T, TState> callback, Action<Failure, TState> errback, TState state) : Link
    {
        internal override object? Run(object? result)
        {
            if (result is Failure failure)
                errback(failure, state);
            else
                callback(Unwrap<T>(result), state);
            return null;
        }
    }

    internal sealed class OnOutcome<T, TState, TNext>(Func<Outcome<T>, TState, TNext> callback, TState state) : Link
    {
        internal override object? Run(object? result) => callback(new Outcome<T>(result), state);
    }

    internal sealed class OnOutcomePass<T, TState>(Func<Outcome<T>, TState, Outcome<T>> callback, TState state) : Link
    {
        internal override object? Run(object? result) => callback(new Outcome<T>(result), state).Raw;
    }

    internal sealed class OnOutcomeDo<T, TState>(Action<Outcome<T>, TState> callback, TState state) : Link
    {
        internal override object? Run(object? result)
        {
            callback(new Outcome<T>(result), state);
            return null;
        }
    }

    internal sealed class OnEnd<TState, TNext>(Func<Outcome, TState, TNext> callback, TState state) : Link
    {
        internal override object? Run(object? result) => callback(new Outcome(result), state);
    }

    internal sealed class OnEndDo<TState>(Action<Outcome, TState> callback, TState state) : Link
    {
        internal override object? Run(object? result)
        {
            callback(new Outcome(result), state);
            return null;
        }
    }
}
