namespace TwistedSharp.Defer;

/// <summary>What knows how to stop the work behind a Deferred; called once by <see cref="Deferred.Cancel"/>.</summary>
/// <remarks>The same role as the delegate a Deferred can be made with, for code that has an object at hand and wants no closure.</remarks>
public interface ICanceller
{
    /// <summary>Stops the work; may fire the Deferred. If it does not, the Deferred fails with <see cref="CancelledException"/>.</summary>
    void Cancel();
}
