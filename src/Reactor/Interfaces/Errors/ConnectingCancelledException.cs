namespace TwistedSharp.Internet;

/// <summary>A connection attempt was cancelled before it succeeded (error.ConnectingCancelledError).</summary>
/// <param name="address">Where it went.</param>
public sealed class ConnectingCancelledException(IAddress address) : OperationCanceledException($"Connecting to {address} was cancelled.")
{
    /// <summary>Where it went.</summary>
    public IAddress Address { get; } = address;
}
