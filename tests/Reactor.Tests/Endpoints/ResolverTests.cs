using System.Net;
using System.Net.Sockets;
using NSubstitute;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ResolverTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly IResolverSimple _simple = Substitute.For<IResolverSimple>();

    [Test]
    public void Complexifier_SimpleSucceeds_IsAListOfOne()
    {
        var answer = new Deferred<string>();
        _simple.GetHostByName("example.com").Returns(answer);
        var deferred = new SimpleResolverComplexifier(_simple).ResolveHostName("example.com");
        AssertNoResult(deferred);
        answer.Callback("192.0.2.1");
        SuccessResultOf(deferred).Should().Equal(IPAddress.Parse("192.0.2.1"));
    }

    [Test]
    public void Complexifier_SimpleFindsNothing_FailsTheSame()
    {
        _simple.GetHostByName("example.com").Returns(Deferred.Fail<string>(new DNSLookupException("nope")));
        FailureResultOf<DNSLookupException>(new SimpleResolverComplexifier(_simple).ResolveHostName("example.com")).Message
            .Should().Be("nope");
    }

    [Test]
    public void Complexifier_SimpleFailsOtherwise_IsADNSLookupWithTheCause()
    {
        _simple.GetHostByName("example.com").Returns(Deferred.Fail<string>(new FormatException("zoinks")));
        FailureResultOf<DNSLookupException>(new SimpleResolverComplexifier(_simple).ResolveHostName("example.com"))
            .InnerException.Should().BeOfType<FormatException>();
    }

    [Test]
    public void Complexifier_SimpleThrows_IsADNSLookupWithTheCause()
    {
        _simple.GetHostByName("example.com").Returns(_ => throw new FormatException("zoinks"));
        FailureResultOf<DNSLookupException>(new SimpleResolverComplexifier(_simple).ResolveHostName("example.com"))
            .InnerException.Should().BeOfType<FormatException>();
    }

    [Test]
    public void Complexifier_OtherNames_AreAskedForInAscii()
    {
        _simple.GetHostByName("xn--bcher-kva.ch").Returns(Deferred.Succeed("192.0.2.1"));
        SuccessResultOf(new SimpleResolverComplexifier(_simple).ResolveHostName("b\u00fccher.ch")).Should().ContainSingle();
    }

    [Test]
    public void Complexifier_IPv6Asked_HasNone()
    {
        _simple.GetHostByName("example.com").Returns(Deferred.Succeed("192.0.2.1"));
        IHostnameResolver resolver = new SimpleResolverComplexifier(_simple);
        SuccessResultOf(resolver.ResolveHostName("example.com", AddressFamily.InterNetworkV6)).Should().BeEmpty();
    }

    [Test]
    public void Simplifier_Name_IsItsFirstIPv4Address()
    {
        _reactor.Resolver.Add("example.com", "2001:db8::1", "192.0.2.2", "192.0.2.1");
        SuccessResultOf(new ComplexResolverSimplifier(_reactor.NameResolver).GetHostByName("example.com")).Should().Be("192.0.2.2");
    }

    [Test]
    public void Simplifier_NameWithoutIPv4_FailsWithDNSLookup()
    {
        _reactor.Resolver.Add("example.com", "2001:db8::1");
        FailureResultOf<DNSLookupException>(new ComplexResolverSimplifier(_reactor.NameResolver).GetHostByName("example.com"))
            .Message.Should().Be("example.com has no IPv4 address.");
    }

    [TestCase("", "0.0.0.0")]
    [TestCase("192.0.2.7", "192.0.2.7")]
    [TestCase("example.com", "192.0.2.1")]
    public void Resolve_Name_IsAnAddress(string name, string address)
    {
        _reactor.Resolver.Add("example.com", "192.0.2.1");
        SuccessResultOf(_reactor.Resolve(name)).Should().Be(address);
    }

    [TestCase("::1")]
    [TestCase("[::1]:80")]
    public void Resolve_NoIPv4Literal_IsNoAnswerOfItsOwn(string name) => FailureResultOf<DNSLookupException>(_reactor.Resolve(name));

    [Test]
    public void Resolve_ShortLiteral_IsWrittenOut() => SuccessResultOf(_reactor.Resolve("127.1")).Should().Be("127.0.0.1");

    [Test]
    public void InstallResolver_IsAskedByEndpoints()
    {
        _simple.GetHostByName("example.com").Returns(Deferred.Succeed("192.0.2.1"));
        _reactor.InstallResolver(_simple).Should().BeSameAs(_reactor.Resolver);
        new HostnameEndpoint(_reactor, "example.com", 80).Connect(Factory.ForProtocol(() => new AccumulatingProtocol()));
        _reactor.TcpClients[0].Host.Should().Be("192.0.2.1");
    }

    [TestCase(AddressFamily.InterNetwork, "192.0.2.2,192.0.2.1")]
    [TestCase(AddressFamily.InterNetworkV6, "2001:db8::2,2001:db8::1")]
    [TestCase(AddressFamily.Unspecified, "192.0.2.2,2001:db8::2,192.0.2.1,2001:db8::1")]
    public void ResolveHostName_OfAFamily_KeepsTheOrderOfThose(AddressFamily family, string expected)
    {
        _reactor.Resolver.Add("example.com", "192.0.2.2", "2001:db8::2", "192.0.2.1", "2001:db8::1");
        var found = SuccessResultOf(_reactor.NameResolver.ResolveHostName("example.com", family));
        string.Join(",", found).Should().Be(expected);
    }
}
