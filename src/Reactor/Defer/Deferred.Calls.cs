using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>Calls a function and makes an ended Deferred of what it returns or throws (defer.execute).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentException">The function returns a Deferred or a Task, which this does not wait for:
    /// <see cref="MaybeDeferred{T}(Func{Deferred{T}})"/> does.</exception>
    public static Deferred<T> Execute<T>(Func<T> function)
    {
        NotNull(function);
        if (typeof(T).IsAssignableTo(typeof(Deferred)) || typeof(T).IsAssignableTo(typeof(Task)))
        {
            throw new ArgumentException(
                $"Execute does not wait for the {typeof(T).Name} that the function returns; call MaybeDeferred.", nameof(function));
        }
        T value;
        try
        {
            value = function();
        }
        catch (Exception e)
        {
            return Fail<T>(e);
        }
        return Succeed(value);
    }

    /// <summary>Calls a function and makes an ended Deferred of how it went (defer.execute).</summary>
    /// <param name="function">The function.</param>
    public static Deferred Execute(Action function)
    {
        NotNull(function);
        try
        {
            function();
        }
        catch (Exception e)
        {
            return Fail(e);
        }
        return Succeed();
    }

    /// <summary>Calls a function that may throw and gives what it returns, as a Deferred in any case (defer.maybeDeferred).</summary>
    /// <typeparam name="T">The value's type; for <c>object</c>, a Deferred that the function happens to return is waited for.</typeparam>
    /// <param name="function">The function; what it throws becomes the failure.</param>
    public static Deferred<T> MaybeDeferred<T>(Func<T> function)
    {
        NotNull(function);
        T value;
        try
        {
            value = function();
        }
        catch (Exception e)
        {
            return Fail<T>(e);
        }
        return typeof(T) == typeof(object) && value is Deferred returned ? WaitFor<T>(returned) : Succeed(value);
    }

    /// <summary>Calls a function that may throw, as a Deferred in any case (defer.maybeDeferred).</summary>
    /// <param name="function">The function; what it throws becomes the failure.</param>
    public static Deferred MaybeDeferred(Action function) => Execute(function);

    /// <summary>Calls a function that returns a Deferred or throws (defer.maybeDeferred).</summary>
    /// <param name="function">The function; what it throws becomes the failure.</param>
    /// <returns>The Deferred that the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public static Deferred MaybeDeferred(Func<Deferred> function)
    {
        NotNull(function);
        try
        {
            return function() ?? throw NoDeferred();
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    /// <summary>Calls a function that returns a Deferred or throws (defer.maybeDeferred).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="function">The function; what it throws becomes the failure.</param>
    /// <returns>The Deferred that the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public static Deferred<T> MaybeDeferred<T>(Func<Deferred<T>> function)
    {
        NotNull(function);
        try
        {
            return function() ?? throw NoDeferred();
        }
        catch (Exception e)
        {
            return Fail<T>(e);
        }
    }

    /// <summary>Calls a function that returns a Task or throws, and follows the Task (defer.maybeDeferred).</summary>
    /// <param name="function">The function; what it throws becomes the failure.</param>
    /// <returns>It fires when the Task ends, as <see cref="FromTask(Task)"/> does.</returns>
    public static Deferred MaybeDeferred(Func<Task> function)
    {
        NotNull(function);
        try
        {
            return FromTask(function());
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    /// <summary>Calls a function that returns a Task or throws, and follows the Task (defer.maybeDeferred).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="function">The function; what it throws becomes the failure.</param>
    /// <returns>It fires when the Task ends, as <see cref="FromTask{T}(Task{T})"/> does.</returns>
    public static Deferred<T> MaybeDeferred<T>(Func<Task<T>> function)
    {
        NotNull(function);
        try
        {
            return FromTask(function());
        }
        catch (Exception e)
        {
            return Fail<T>(e);
        }
    }

    /// <summary>Calls a function that returns what went wrong, or throws it (defer.maybeDeferred).</summary>
    /// <param name="function">The function.</param>
    /// <returns>A Deferred that has failed already.</returns>
    public static Deferred MaybeDeferred(Func<Failure> function)
    {
        NotNull(function);
        Failure failure;
        try
        {
            failure = function() ?? throw new InvalidOperationException("The function returned null; a Failure was expected.");
        }
        catch (Exception e)
        {
            failure = new Failure(e);
        }
        var deferred = new Deferred();
        deferred.Errback(failure);
        return deferred;
    }

    /// <summary>Reports a failure to the log and passes it on (defer.logError); meant for <c>AddErrback(Deferred.LogError)</c>.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <returns>The same failure, which is still to be handled.</returns>
    public static Failure LogError(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Log.Err(failure, "A Deferred failed");
        return failure;
    }

    private static Deferred<T> WaitFor<T>(Deferred returned) =>
        returned as Deferred<T> ?? Succeed().Then<T>(new Links.OnSuccess<Deferred>(() => returned), typeof(void), static () => { });

    private static InvalidOperationException NoDeferred() => new("The function returned null; a Deferred was expected.");
}
