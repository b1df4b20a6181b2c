namespace TwistedSharp.Defer;

/// <summary>The Deferred was cancelled (twisted.internet.defer.CancelledError).</summary>
/// <remarks>An <see cref="OperationCanceledException"/>, so that code on Tasks sees a cancellation.</remarks>
public sealed class CancelledException : OperationCanceledException
{
    /// <summary>A cancellation with the standard message.</summary>
    public CancelledException() : base("The Deferred was cancelled.") { }

    /// <summary>A cancellation that says more.</summary>
    /// <param name="message">What was cancelled.</param>
    public CancelledException(string message) : base(message) { }
}
