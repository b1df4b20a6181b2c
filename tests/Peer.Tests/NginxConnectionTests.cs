namespace TwistedSharp.Peer.Tests;

public sealed class NginxConnectionTests(Type kind) : ConnectionCountContract(kind)
{
    private protected override IOrigin Start() => new Nginx();
}
