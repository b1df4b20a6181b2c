using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends back what it receives (twisted.protocols.wire.Echo, RFC 862).</summary>
/// <remarks>A peer that sends and never reads costs as much memory as it sends: an example, not a service.</remarks>
public class Echo : Protocol
{
    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data) => Transport.Write(data);
}
