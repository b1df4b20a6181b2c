using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

public sealed partial class Deferred<T>
{
    /// <summary>Handles failures by one type of exception with a value in their place; any other passes by.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception, returns the value to go on with; throw from it to fail on.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddErrback<TException>(Func<TException, T> errback) where TException : Exception =>
        Same(new Links.OnException<TException, T>(NotNull(errback)), errback);

    /// <summary>Handles failures by one type of exception with a value that comes later; any other passes by.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; the chain waits for the Deferred it returns.</param>
    /// <returns>This handle.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred<T> AddErrback<TException>(Func<TException, Deferred<T>> errback) where TException : Exception =>
        Same(new Links.OnException<TException, Deferred<T>>(NotNull(errback)), errback);

    /// <summary>Handles failures by one type of exception with a value that comes later; any other passes by.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; the chain waits for the Task it returns.</param>
    /// <returns>This handle.</returns>
    public Deferred<T> AddErrback<TException>(Func<TException, Task<T>> errback) where TException : Exception
    {
        NotNull(errback);
        return Same(new Links.OnException<TException, Deferred<T>>(e => FromTask(errback(e))), errback);
    }

    /// <summary>Handles failures by one type of exception; any other passes by. The chain goes on with the type's default value.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; throw from it to fail on.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T?> AddErrback<TException>(Action<TException> errback) where TException : Exception =>
        Same(new Links.OnExceptionDo<TException, T>(NotNull(errback)), errback)!;

    /// <summary>Handles failures by one type of exception by another step; any other passes by. The chain goes on with the type's default
    /// value.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; the chain waits for the Deferred it returns and drops its value.</param>
    /// <returns>This handle.</returns>
    [OverloadResolutionPriority(1)]
    public new Deferred<T?> AddErrback<TException>(Func<TException, Deferred> errback) where TException : Exception
    {
        NotNull(errback);
        return Same(new Links.OnException<TException, Deferred>(e => errback(e).AddCallback(static () => default(T))), errback)!;
    }

    /// <summary>Handles failures by one type of exception by another step; any other passes by. The chain goes on with the type's default
    /// value.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; the chain waits for the Task it returns.</param>
    /// <returns>This handle.</returns>
    public new Deferred<T?> AddErrback<TException>(Func<TException, Task> errback) where TException : Exception
    {
        NotNull(errback);
        return Same(new Links.OnException<TException, Deferred>(e => FromTask(errback(e))), errback)!;
    }
}
