using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection that logs what goes through it (twisted.protocols.policies.SpewingProtocol).</summary>
public class SpewingProtocol : ProtocolWrapper
{
    /// <summary>A wrapper.</summary>
    /// <param name="factory">Who keeps track of it; nobody when null.</param>
    /// <param name="wrappedProtocol">The protocol.</param>
    public SpewingProtocol(WrappingFactory? factory, IProtocol wrappedProtocol) : base(factory, wrappedProtocol) { }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        Log.Msg($"Received: {BytesText.Repr(data)}");
        base.DataReceived(data);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> data)
    {
        Log.Msg($"Sending: {BytesText.Repr(data)}");
        base.Write(data);
    }
}
