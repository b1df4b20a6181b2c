using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StandardIOEndpointTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly AccumulatingProtocol _protocol = new();

    [Test]
    public void Listen_ConnectsTheProtocolOnThatReactor()
    {
        (IProtocol, IReactor)? connected = null;
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(new PipeAddress()).Returns(_protocol);
        var deferred = new StandardIOEndpoint(_reactor, (protocol, reactor) => connected = (protocol, reactor)).Listen(factory);
        var port = SuccessResultOf(deferred);
        connected!.Value.Item1.Should().BeSameAs(_protocol);
        connected.Value.Item2.Should().BeSameAs(_reactor);
        port.GetHost().Should().Be(new PipeAddress());
        SuccessResultOf(port.StopListening());
        port.Invoking(p => p.StartListening()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Listen_FactoryBuildsNothing_FailsWithNoProtocol() =>
        FailureResultOf<NoProtocolException>(new StandardIOEndpoint(_reactor, (_, _) => { }).Listen(Factory.ForProtocol(() => null!)));

    [Test]
    public void Listen_ReactorWithoutALoop_FailsTheDeferred() =>
        FailureResultOf<ArgumentException>(new StandardIOEndpoint(_reactor).Listen(Factory.ForProtocol(() => _protocol)));
}
