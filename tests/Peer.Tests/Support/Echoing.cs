using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>Sends back what it gets.</summary>
internal sealed class Echoing : AccumulatingProtocol
{
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        Transport.Write(data);
        base.DataReceived(data);
    }
}
