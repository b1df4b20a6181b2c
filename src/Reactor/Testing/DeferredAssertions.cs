using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>Takes the result out of a Deferred that must have one now (successResultOf and its like in twisted.trial.unittest).</summary>
/// <remarks>Meant for <c>using static</c>; needs no test framework. The result is consumed: afterwards the Deferred goes on with the type's
/// default value, and a failure counts as handled.</remarks>
public static class DeferredAssertions
{
    /// <summary>The value of a Deferred that must have succeeded by now.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="deferred">The Deferred.</param>
    /// <exception cref="UnexpectedResultException">It has no result, or failed.</exception>
    public static T SuccessResultOf<T>(Deferred<T> deferred)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        RequireResult(deferred, "a success");
        Outcome<T> seen = default;
        deferred.AddBoth(outcome =>
        {
            seen = outcome;
            return (Outcome<T>)default(T)!; // What is left behind is Twisted's None.
        });
        return seen.Failure is { } failure ? throw NotSuccess(failure) : seen.Value;
    }

    /// <summary>Asserts that a Deferred has succeeded by now.</summary>
    /// <param name="deferred">The Deferred.</param>
    /// <exception cref="UnexpectedResultException">It has no result, or failed.</exception>
    public static void SuccessResultOf(Deferred deferred)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        RequireResult(deferred, "a success");
        if (TakeFailure(deferred) is { } failure)
            throw NotSuccess(failure);
    }

    /// <summary>The failure of a Deferred that must have failed by now.</summary>
    /// <param name="deferred">The Deferred.</param>
    /// <exception cref="UnexpectedResultException">It has no result, or succeeded.</exception>
    public static Failure FailureResultOf(Deferred deferred)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        RequireResult(deferred, "a failure");
        return TakeFailure(deferred)
            ?? throw new UnexpectedResultException($"A failure was expected, but the Deferred succeeded: {deferred}.");
    }

    /// <summary>The exception of a Deferred that must have failed by now in a certain way.</summary>
    /// <typeparam name="TException">The exception expected; subclasses count.</typeparam>
    /// <param name="deferred">The Deferred.</param>
    /// <exception cref="UnexpectedResultException">It has no result, succeeded, or failed otherwise.</exception>
    public static TException FailureResultOf<TException>(Deferred deferred) where TException : Exception
    {
        var failure = FailureResultOf(deferred);
        return failure.Value as TException
            ?? throw new UnexpectedResultException(
                $"A failure with {typeof(TException).Name} was expected, but it is {failure}.", failure.Value);
    }

    /// <summary>Asserts that a Deferred has no result yet; it keeps the one it gets later.</summary>
    /// <param name="deferred">The Deferred.</param>
    /// <exception cref="UnexpectedResultException">It has one; a failure then counts as handled.</exception>
    public static void AssertNoResult(Deferred deferred)
    {
        ArgumentNullException.ThrowIfNull(deferred);
        if (!HasResult(deferred))
            return;
        var seen = deferred.ToString();
        throw new UnexpectedResultException($"No result was expected yet, but there is one: {seen}.", TakeFailure(deferred)?.Value);
    }

    private static bool HasResult(Deferred deferred) => deferred.Called && deferred.Paused == 0;

    private static void RequireResult(Deferred deferred, string expected)
    {
        if (!HasResult(deferred))
            throw new UnexpectedResultException($"A Deferred with {expected} was expected, but it has no result: {deferred}.");
    }

    private static Failure? TakeFailure(Deferred deferred)
    {
        Failure? seen = null;
        deferred.AddErrback((Failure failure) => { seen = failure; });
        return seen;
    }

    private static UnexpectedResultException NotSuccess(Failure failure) =>
        new($"A success was expected, but the Deferred failed: {failure}.", failure.Value);
}
