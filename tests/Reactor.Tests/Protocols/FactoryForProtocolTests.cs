using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Protocols;

public sealed class FactoryForProtocolTests
{
    [Test]
    public void BuildProtocol_Function_BuildsAndPutsTheFactoryIntoIt()
    {
        var factory = Factory.ForProtocol(() => new AccumulatingProtocol());
        var built = factory.BuildProtocol(new IPv4Address("127.0.0.1", 80));
        built.Should().BeOfType<AccumulatingProtocol>().Which.Factory.Should().BeSameAs(factory);
    }
}
