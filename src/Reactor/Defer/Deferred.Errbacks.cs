using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>Handles failures by one type of exception; any other passes by.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; throw from it to fail on.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback<TException>(Action<TException> errback) where TException : Exception =>
        Keep(new Links.OnExceptionDo<TException, object>(NotNull(errback)));

    /// <summary>Handles failures by one type of exception by another step; any other passes by.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; the chain waits for the Deferred it returns.</param>
    /// <returns>A handle on the same chain.</returns>
    [OverloadResolutionPriority(1)]
    public Deferred AddErrback<TException>(Func<TException, Deferred> errback) where TException : Exception =>
        Then(new Links.OnException<TException, Deferred>(NotNull(errback)), errback);

    /// <summary>Handles failures by one type of exception by another step; any other passes by.</summary>
    /// <typeparam name="TException">The exception's type; subclasses count.</typeparam>
    /// <param name="errback">Takes the exception; the chain waits for the Task it returns.</param>
    /// <returns>A handle on the same chain.</returns>
    public Deferred AddErrback<TException>(Func<TException, Task> errback) where TException : Exception
    {
        NotNull(errback);
        return Then(new Links.OnException<TException, Deferred>(e => FromTask(errback(e))), errback);
    }
}
