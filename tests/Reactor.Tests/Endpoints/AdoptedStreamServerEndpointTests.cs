using System.Net;
using System.Net.Sockets;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AdoptedStreamServerEndpointTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    [Test]
    public void Listen_Once_AdoptsAndClosesTheHandle()
    {
        using var socket = Bound();
        var deferred = new AdoptedStreamServerEndpoint(_reactor, socket.SafeHandle).Listen(_factory);
        SuccessResultOf(deferred).Should().BeSameAs(_reactor.AdoptedPorts.Should().ContainSingle().Subject);
        _reactor.AdoptedPorts[0].Factory.Should().BeSameAs(_factory);
        socket.SafeHandle.IsClosed.Should().BeTrue();
    }

    [Test]
    public void Listen_Twice_FailsWithAlreadyListened()
    {
        using var socket = Bound();
        var endpoint = new AdoptedStreamServerEndpoint(_reactor, socket.SafeHandle);
        endpoint.Listen(_factory);
        FailureResultOf<AlreadyListenedException>(endpoint.Listen(_factory)).Message
            .Should().Be($"{endpoint} has listened already, and can do so once.");
        _reactor.AdoptedPorts.Should().ContainSingle();
    }

    [Test]
    public void Listen_Fails_LeavesTheHandleOpen()
    {
        using var socket = Bound();
        var reactor = new RefusingReactor();
        FailureResultOf<UnsupportedAddressFamilyException>(new AdoptedStreamServerEndpoint(reactor, socket.SafeHandle).Listen(_factory));
        socket.SafeHandle.IsClosed.Should().BeFalse();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private sealed class RefusingReactor : IReactorSocket
    {
        public IListeningPort AdoptStreamPort(SafeSocketHandle handle, IFactory factory) =>
            throw new UnsupportedAddressFamilyException("not this one");

        public ITransport? AdoptStreamConnection(SafeSocketHandle handle, IFactory factory) => throw new NotSupportedException();
    }
}
