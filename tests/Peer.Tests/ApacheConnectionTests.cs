namespace TwistedSharp.Peer.Tests;

public sealed class ApacheConnectionTests(Type kind) : ConnectionCountContract(kind)
{
    private protected override IOrigin Start() => new Apache();
}
