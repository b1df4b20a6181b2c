namespace TwistedSharp.Defer;

/// <summary>Held only by a chain that ended in a failure: when the garbage collector finds it, nobody can handle that failure any
/// more.</summary>
/// <remarks>A helper of its own, so that only failed chains pay for a finalizer. Source: defer.DebugInfo.</remarks>
internal sealed class UnhandledFailure(Failure failure, DebugTrace? trace)
{
    ~UnhandledFailure() => Log.Err(failure, $"Unhandled error in Deferred{trace}");

    internal void Disarm() => GC.SuppressFinalize(this);
}
