namespace TwistedSharp.Peer.Tests;

public sealed class KestrelConnectionTests(Type kind) : ConnectionCountContract(kind)
{
    private protected override IOrigin Start() => new KestrelSite();
}
