using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

/// <summary>What <see cref="HostnameEndpoint"/> takes for a host and what not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HostnameEndpointHostTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly Factory _factory = Factory.ForProtocol(() => new AccumulatingProtocol());

    private Deferred<IProtocol> Connect(string host) => new HostnameEndpoint(_reactor, host, 443).Connect(_factory);

    [TestCase("bücher.example", "xn--bcher-kva.example")]
    [TestCase("my_host.example", "my_host.example")]
    public void Constructor_Name_IsAskedForInAscii(string host, string asked)
    {
        Connect(host).AddErrback((Failure _) => { });
        _reactor.Resolver.Asked.Should().Equal(asked);
    }

    [TestCase("a b", "a b")]
    [TestCase("[::1]", "[::1]")]
    [TestCase("host:80", "host:80")]
    [TestCase("a\r\nb", "a\\u000d\\u000ab")]
    [TestCase("user@host", "user@host")]
    [TestCase("fe80::1%nosuch0", "fe80::1%nosuch0")]
    [TestCase("\u2ff0-garbage", "\\u2ff0-garbage")]
    public void Connect_NotAHost_FailsWithInvalidAddress(string host, string shown)
    {
        var endpoint = new HostnameEndpoint(_reactor, host, 80);
        var error = FailureResultOf<InvalidAddressException>(endpoint.Connect(_factory));
        error.Address.Should().Be(host);
        error.Message.Should().Contain($"\"{shown}\"");
        _reactor.Resolver.Asked.Should().BeEmpty();
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Connect_NameThatIsNoText_FailsWithInvalidAddress()
    {
        // Half of a surrogate pair.
        var endpoint = new HostnameEndpoint(_reactor, "a" + (char)0xd800, 80);
        FailureResultOf<InvalidAddressException>(endpoint.Connect(_factory)).Message.Should().Contain("\"a\\ud800\"");
        endpoint.ToString().Should().Be("<HostnameEndpoint a\\ud800:80>");
    }

    [Test]
    public void Connect_DecomposedName_IsComposedOrRefused()
    {
        var deferred = Connect("cafe\u0301.example");
        // Without ICU nothing can compose it; asking for it as it is would be asking for another host.
        if ("e\u0301".Normalize().Length == 1)
            _reactor.Resolver.Asked.Should().Equal("xn--caf-dma.example");
        else
            _reactor.Resolver.Asked.Should().BeEmpty();
        FailureResultOf(deferred).Value.Should().Match(e => e is InvalidAddressException || e is DNSLookupException);
    }

    [Test]
    public void Connect_LiteralWithAScope_KeepsIt()
    {
        var endpoint = new HostnameEndpoint(_reactor, "fe80::1%1", 80);
        endpoint.Connect(_factory);
        _reactor.TcpClients[0].Host.Should().Be("fe80::1%1");
        _reactor.TcpClients[0].GetDestination().Should().Be(new IPv6Address("fe80::1%1", 80, ScopeId: 1));
        endpoint.ToString().Should().Be("<HostnameEndpoint [fe80::1%1]:80>");
    }

    [Test]
    public void Connect_ResolvedWithAScope_KeepsIt()
    {
        _reactor.Resolver.Add("link.example", "fe80::7%1");
        Connect("link.example");
        _reactor.TcpClients.Select(c => c.Host).Should().Equal("fe80::7%1");
    }

    [Test]
    public void Constructor_NoHost_Throws() =>
        FluentActions.Invoking(() => new HostnameEndpoint(_reactor, "", 80)).Should().Throw<ArgumentException>();

    [TestCase(0)]
    [TestCase(65536)]
    public void Constructor_NotAPort_Throws(int port) =>
        FluentActions.Invoking(() => new HostnameEndpoint(_reactor, "a.example", port)).Should().Throw<ArgumentOutOfRangeException>();

    [TestCase("a.example", "<HostnameEndpoint a.example:80>")]
    [TestCase("b\u00fccher.ch", "<HostnameEndpoint xn--bcher-kva.ch:80>")]
    [TestCase("::1", "<HostnameEndpoint [::1]:80>")]
    [TestCase("\u2ff0-garbage", "<HostnameEndpoint \\u2ff0-garbage:80>")]
    public void ToString_SaysWhere(string host, string expected) =>
        new HostnameEndpoint(_reactor, host, 80).ToString().Should().Be(expected);

    [TestCase(64, "a part has 64 characters, not 1 to 63.")]
    [TestCase(10_000_000, "it is longer than 253 characters.")]
    public void Connect_NameTooLong_FailsWithAShortMessage(int length, string why)
    {
        foreach (var c in "a\u00e9")
        {
            var error = FailureResultOf<InvalidAddressException>(Connect(new string(c, length)));
            error.Message.Should().Match(c == 'a' ? $"*aa*is not a host name: {why}" : "*is not a host name: *");
            error.Message.Length.Should().BeLessThan(2000);
        }
    }

    [Test]
    public void Connect_LongestName_IsAskedFor()
    {
        // 63 + 1 + 63 + 1 + 63 + 1 + 61, and the root.
        var name = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Connect(name + ".");
        Connect(name + "d").AddErrback((Failure f) => { f.Value.Message.Should().EndWith("it is longer than 253 characters."); });
        _reactor.Resolver.Asked.Should().Equal(name + ".");
    }

    [TestCase(".")]
    [TestCase("..")]
    [TestCase(".example")]
    [TestCase("a..example")]
    [TestCase("a.example..")]
    public void Connect_EmptyLabel_FailsWithInvalidAddress(string host)
    {
        FailureResultOf<InvalidAddressException>(Connect(host)).Message.Should().EndWith("a part between its dots is empty.");
        FluentActions.Invoking(() => new TlsOptions(host)).Should().Throw<ArgumentException>();
    }

    [TestCase("here")]
    [TestCase("")]
    public void Constructor_OurEndIsNoAddress_Throws(string bindAddress) =>
        FluentActions.Invoking(() => new HostnameEndpoint(_reactor, "a.example", 80, bindAddress: bindAddress))
            .Should().Throw<ArgumentException>().WithMessage($"Our end is an address or address:port; '{bindAddress}' is neither.*");

    [Test]
    public void Connect_MappedAddress_IsOneOfIPv6()
    {
        _reactor.Resolver.Add("mapped.example", "::ffff:192.0.2.1", "2001:db8::1", "192.0.2.1");
        Connect("mapped.example");
        _reactor.Pump(0.25, 0.25);
        _reactor.TcpClients.Select(c => c.Host).Should().Equal("::ffff:192.0.2.1", "192.0.2.1", "2001:db8::1");
    }
}
