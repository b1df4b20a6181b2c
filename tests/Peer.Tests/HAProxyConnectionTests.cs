namespace TwistedSharp.Peer.Tests;

public sealed class HAProxyConnectionTests(Type kind) : ConnectionCountContract(kind)
{
    private protected override IOrigin Start() => new HAProxy();
}
