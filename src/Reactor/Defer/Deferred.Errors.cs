namespace TwistedSharp.Defer;

public partial class Deferred
{
    /// <summary>An errback that reports a failure to the log and passes it on (defer.logError).</summary>
    /// <param name="failure">What went wrong.</param>
    /// <returns>The same failure: at the end of a chain it is still one that nobody handled.</returns>
    public static Failure LogError(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Log.Err(failure, "A Deferred failed");
        return failure;
    }
}
