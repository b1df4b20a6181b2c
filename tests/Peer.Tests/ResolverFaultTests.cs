using System.Net;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Name resolution that fails, in each way it can: told to who asked, and nothing is left waiting.</summary>
public sealed class ResolverFaultTests(Type kind) : LiveReactor(kind)
{
    // Reserved so that it never exists (RFC 6761 section 6.4).
    private const string NoName = "nobody.invalid";

    [Test]
    public void Connect_NameThatDoesNotExist_FailsWithDNSLookup()
    {
        var factory = new CountingFactory();
        Run(async Deferred () =>
        {
            var failure = await Fetching.FailureOf(new HostnameEndpoint(Reactor, NoName, 80).Connect(factory));
            failure.Should().BeOfType<DNSLookupException>().Which.Message.Should().Contain(NoName);
        });
        factory.Built.Should().Be(0);
        factory.NumPorts.Should().Be(0);
    }

    [Test]
    public void RequestString_NameThatDoesNotExist_FailsWithDNSLookup()
    {
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var failure = await Fetching.FailureOf(agent.RequestString($"http://{NoName}/"));
            failure.Should().BeOfType<DNSLookupException>().Which.Message.Should().Contain(NoName);
            AssertNothingIsLeft(agent);
        });
    }

    [TestCase(Fault.Fails, typeof(DNSLookupException))]
    [TestCase(Fault.Throws, typeof(NotSupportedException))]
    [TestCase(Fault.FindsNothing, typeof(DNSLookupException))]
    public void Connect_ResolverFails_FailsSo(Fault fault, Type expected)
    {
        var factory = new CountingFactory();
        Reactor.NameResolver = new FaultyResolver { Fault = fault };
        Run(async Deferred () =>
        {
            (await Fetching.FailureOf(new HostnameEndpoint(Reactor, "a.example", 80).Connect(factory))).Should().BeOfType(expected);
            var described = Endpoints.ClientFromString(Reactor, "tcp:a.example:80");
            (await Fetching.FailureOf(described.Connect(factory))).Should().BeOfType(expected);
        });
        factory.Built.Should().Be(0);
        factory.NumPorts.Should().Be(0);
    }

    [TestCase(Fault.Fails, typeof(DNSLookupException))]
    [TestCase(Fault.Throws, typeof(NotSupportedException))]
    [TestCase(Fault.FindsNothing, typeof(DNSLookupException))]
    public void RequestString_ResolverFailsAndComesBack_EachFailsSoAndThenOneSucceeds(Fault fault, Type expected)
    {
        const int requests = 20;
        Descriptors.Require();
        using var server = new ScriptedServer(c => c.Serve("page"));
        var resolver = new FaultyResolver { Fault = fault };
        Reactor.NameResolver = resolver;
        var url = $"http://a.example:{server.Port}/";
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var before = Descriptors.Count();
            // More at once than there may be connections: those that wait fail too.
            var asked = Enumerable.Range(0, requests).Select(_ => Fetching.FailureOf(agent.RequestString(url))).ToList();
            foreach (var failure in asked)
                (await failure).Should().BeOfType(expected);
            AssertNothingIsLeft(agent);
            Descriptors.Count().Should().BeLessThanOrEqualTo(before);
            resolver.Asked.Should().BeInRange(1, requests);
            resolver.Fault = Fault.None;
            (await agent.RequestString(url)).Should().Be("page");
            await agent.Pool.CloseCachedConnections();
        });
        server.Connections.Should().Be(1);
        server.Check();
    }

    private static void AssertNothingIsLeft(Agent agent)
    {
        agent.Pool.WaitingRequests.Should().Be(0);
        agent.Pool.OpenConnections.Should().Be(0);
    }

    /// <summary>What is wrong with the resolver.</summary>
    public enum Fault
    {
        None,
        Fails,
        Throws,
        FindsNothing,
    }

    private sealed class FaultyResolver : IHostnameResolver
    {
        internal Fault Fault { get; set; }

        internal int Asked { get; private set; }

        public Deferred<IReadOnlyList<IPAddress>> ResolveHostName(string host)
        {
            Asked++;
            return Fault switch
            {
                Fault.None => Deferred.Succeed<IReadOnlyList<IPAddress>>([IPAddress.Loopback]),
                Fault.FindsNothing => Deferred.Succeed<IReadOnlyList<IPAddress>>([]),
                Fault.Fails => Deferred.Fail<IReadOnlyList<IPAddress>>(new DNSLookupException($"{host} is not for us.")),
                _ => throw new NotSupportedException("This resolver is broken."),
            };
        }
    }

    private sealed class CountingFactory : Factory
    {
        internal int Built { get; private set; }

        public override IProtocol BuildProtocol(IAddress address)
        {
            Built++;
            return new AccumulatingProtocol();
        }
    }
}
