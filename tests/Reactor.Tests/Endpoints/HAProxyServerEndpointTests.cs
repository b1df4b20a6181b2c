using System.Text;
using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HAProxyServerEndpointTests
{
    private const string Header = "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n";

    private static readonly IAddress Proxy = new IPv4Address("10.0.0.1", 4000);
    private static readonly IAddress Client = new IPv4Address("192.0.2.1", 56324);

    private readonly MemoryReactorClock _reactor = new();
    private readonly List<IAddress> _builtFor = [];
    private readonly LogWatch _log = new();
    private AccumulatingProtocol _protocol = new();

    [TearDown]
    public void Remove() => _log.Dispose();

    private (IProtocol Protocol, StringTransport Transport) Accept(IFactory? factory = null)
    {
        if (factory is null)
        {
            factory = Substitute.For<IFactory>();
            factory.BuildProtocol(Arg.Do<IAddress>(_builtFor.Add)).Returns(_ => _protocol);
        }
        var endpoint = new HAProxyServerEndpoint(_reactor, new TCP4ServerEndpoint(_reactor, 80), TimeSpan.FromSeconds(5));
        var port = SuccessResultOf(endpoint.Listen(factory)).Should().BeOfType<MemoryPort>().Subject;
        return port.Accept(Proxy)!.Value; // A wrapper is built for each connection.
    }

    private static void Receive(IProtocol protocol, string text) => protocol.DataReceived(Encoding.Latin1.GetBytes(text));

    [Test]
    public void Header_InAnyPieces_ConnectsTheProtocolWithTheClientsAddress()
    {
        for (var split = 0; split <= Header.Length; split++)
        {
            _builtFor.Clear();
            _reactor.TcpServers.LastOrDefault()?.StopListening();
            _protocol = new AccumulatingProtocol();
            IAddress? peer = null;
            _protocol.OnMade = p => peer = p.Transport.GetPeer();
            var (wrapper, transport) = Accept();
            Receive(wrapper, Header[..split]);
            _protocol.Made.Should().Be(split == Header.Length ? 1 : 0);
            Receive(wrapper, Header[split..] + "data");
            Receive(wrapper, "more");
            _builtFor.Should().Equal(Client);
            (peer, _protocol.Transport.GetHost()).Should().Be((Client, new IPv4Address("198.51.100.7", 443)));
            Encoding.Latin1.GetString(_protocol.Data).Should().Be("datamore");
            _protocol.Transport.Write("answer"u8);
            transport.ValueString().Should().Be("answer");
            _reactor.GetDelayedCalls().Should().BeEmpty();
        }
    }

    [Test]
    public void Header_ByteByByte_IsRead()
    {
        var (wrapper, _) = Accept();
        foreach (var c in Header + "x")
            Receive(wrapper, c.ToString());
        Encoding.Latin1.GetString(_protocol.Data).Should().Be("x");
    }

    [Test]
    public void Header_OfVersion2_InAnyPieces_IsRead()
    {
        byte[] header = [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 7, 0xdc, 0x04, 0x01, 0xbb];
        for (var split = 0; split <= header.Length; split++)
        {
            _reactor.TcpServers.LastOrDefault()?.StopListening();
            _protocol = new AccumulatingProtocol();
            var (wrapper, _) = Accept();
            wrapper.DataReceived(header.AsSpan(0, split));
            wrapper.DataReceived([.. header[split..], .. "data"u8]);
            _protocol.Transport.GetPeer().Should().Be(Client);
            Encoding.Latin1.GetString(_protocol.Data).Should().Be("data");
        }
    }

    [Test]
    public void Header_WithoutAddresses_LeavesThoseOfTheProxy()
    {
        var (wrapper, transport) = Accept();
        Receive(wrapper, "PROXY UNKNOWN\r\n");
        _builtFor.Should().Equal(Proxy);
        (_protocol.Transport.GetPeer(), _protocol.Transport.GetHost()).Should().Be((Proxy, transport.GetHost()));
    }

    [Test]
    public void Connection_LostAfterTheHeader_IsTold()
    {
        var (wrapper, _) = Accept();
        Receive(wrapper, Header);
        wrapper.ConnectionLost(new Failure(new ConnectionDoneException("bye")));
        _protocol.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [TestCase("GET / HTTP/1.1\r\n", "its PROXY header is wrong: it begins as neither version does.")]
    [TestCase("PROXY TCP4 a b 1 2\r\n", "its PROXY header is wrong: one of its addresses is none of its protocol.")]
    public void Header_Wrong_AbortsAndBuildsNothing(string text, string why)
    {
        var (wrapper, transport) = Accept();
        Receive(wrapper, text);
        Receive(wrapper, Header);
        wrapper.ConnectionLost(new Failure(new ConnectionAbortedException("aborted")));
        transport.Aborted.Should().BeTrue();
        _builtFor.Should().BeEmpty();
        _log.Events.Should().Contain(e => e.Message == $"A connection from 10.0.0.1:4000 was not served: {why}");
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Header_NeverThere_AbortsWhenItsTimeIsOver()
    {
        var (wrapper, transport) = Accept();
        Receive(wrapper, "PROXY ");
        _reactor.Advance(4.9);
        transport.Aborted.Should().BeFalse();
        _reactor.Advance(0.1);
        transport.Aborted.Should().BeTrue();
        _log.Events.Should().Contain(
            e => e.Message == "A connection from 10.0.0.1:4000 was not served: there was no PROXY header within 5 s.");
        wrapper.ToString().Should().Be("<HAProxyProtocolWrapper Refused>");
    }

    [Test]
    public void Connection_LostBeforeTheHeader_TellsNobody()
    {
        var (wrapper, _) = Accept();
        Receive(wrapper, "PROXY ");
        wrapper.ConnectionLost(new Failure(new ConnectionDoneException("bye")));
        _builtFor.Should().BeEmpty();
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Factory_BuildsNothing_ClosesTheConnection()
    {
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Client).Returns((IProtocol?)null);
        var (wrapper, transport) = Accept(factory);
        Receive(wrapper, Header + "data");
        transport.Connected.Should().BeFalse();
    }

    [Test]
    public void Protocol_AbortsWhenMade_HearsNoData()
    {
        _protocol.OnMade = p => p.Transport.AbortConnection();
        var (wrapper, _) = Accept();
        Receive(wrapper, Header + "data");
        _protocol.Data.Should().BeEmpty();
    }

    [Test]
    public void Protocol_StartsTlsWhenMade_TheSurplusIsTheHandshakes()
    {
        var taken = "";
        var (wrapper, _) = Accept();
        _protocol.OnMade = _ => taken = Encoding.Latin1.GetString(((IReceiveBuffer)wrapper).TakeBuffered().Span);
        Receive(wrapper, Header + "data");
        taken.Should().Be("data");
        _protocol.Data.Should().BeEmpty();
        ((IReceiveBuffer)wrapper).TakeBuffered().IsEmpty.Should().BeTrue();
    }

    [TestCase("haproxy:tcp:8080", "<HAProxyServerEndpoint over <TCP4ServerEndpoint 8080>>")]
    [TestCase("HAProxy:tcp:8080:interface=127.0.0.1", "<HAProxyServerEndpoint over <TCP4ServerEndpoint 8080 on 127.0.0.1>>")]
    [TestCase("haproxy:tcp6:8080:interface=\\:\\:1", "<HAProxyServerEndpoint over <TCP6ServerEndpoint 8080 on ::1>>")]
    [TestCase("haproxy:unix:/run/a\\:b\\=c:mode=600", "<HAProxyServerEndpoint over <UNIXServerEndpoint /run/a:b=c>>")]
    public void ServerFromString_WhatFollows_IsTheEndpointBelow(string description, string expected) =>
        Internet.Endpoints.ServerFromString(_reactor, description).ToString().Should().Be(expected);

    [Test]
    public void ServerFromString_ColonsInArguments_ComeThrough()
    {
        EndpointArguments? given = null;
        using var probe = Internet.Endpoints.RegisterServerType("probe", (_, arguments) =>
        {
            given = arguments;
            return Substitute.For<IStreamServerEndpoint>();
        });
        Internet.Endpoints.ServerFromString(_reactor, "haproxy:probe:a\\:b:c\\:d=e\\:f\\=g\\\\:h=");
        given!.Positional.Should().Equal("a:b");
        given.Named.Should().BeEquivalentTo(new Dictionary<string, string> { ["c:d"] = "e:f=g\\", ["h"] = "" });
    }

    [TestCase("haproxy:", "\"\" was expected to begin with a type of endpoint, as \"tcp:\" does.")]
    [TestCase("haproxy:nothing:80", "There is no type of endpoint \"nothing\"; there are *")]
    public void ServerFromString_NothingBelow_Throws(string description, string message) =>
        FluentActions.Invoking(() => Internet.Endpoints.ServerFromString(_reactor, description))
            .Should().Throw<ArgumentException>().WithMessage(message);

    [Test]
    public void Constructor_NoTime_Throws() =>
        FluentActions.Invoking(() => new HAProxyServerEndpoint(_reactor, new TCP4ServerEndpoint(_reactor, 80), TimeSpan.Zero))
            .Should().Throw<ArgumentOutOfRangeException>();
}
