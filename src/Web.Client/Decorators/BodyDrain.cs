using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>Gets rid of a response's body so that its connection can be used again.</summary>
internal static class BodyDrain
{
    /// <summary>64 KiB: a small page costs less than a new connection.</summary>
    internal const int DefaultBytes = 64 << 10;

    /// <summary>Reads a small body, undecoded, and drops it; closes the connection of a larger one.</summary>
    /// <returns>Fires when it is done, also when the body broke; cancelling closes the connection.</returns>
    internal static Deferred Begin(Response response, int maxBytes = DefaultBytes)
    {
        var raw = response.Undecoded;
        if (raw.Length > maxBytes)
            raw.Abort();
        if (raw.Length is 0 || raw.Length > maxBytes)
            return Deferred.Succeed();
        try
        {
            return raw.ReadBody(maxBytes).AddCallback(static _ => { })
                .AddBoth(static outcome => outcome.Failure is { } failure && !IsOnlyTheBodys(failure) ? outcome : Outcome.Success);
        }
        catch (InvalidOperationException)
        {
            return Deferred.Succeed(); // An agent within has read it.
        }
    }

    /// <summary>Nobody misses the rest. But a cancellation or a deadline is the request's.</summary>
    internal static bool IsOnlyTheBodys(Failure failure) => failure.Value switch
    {
        LimitExceededException => true,
        ReasonsException { Reasons: var reasons } => reasons.All(r => r.Value is not (CancelledException or System.TimeoutException)),
        CancelledException or System.TimeoutException => false,
        var other => other is IOException,
    };
}
