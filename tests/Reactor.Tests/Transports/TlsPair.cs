using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

/// <summary>A TLS client and a TLS server on one link in memory.</summary>
internal sealed class TlsPair
{
    private readonly MemoryEndpoint _wire;

    internal TlsPair(
        X509Certificate2? certificate = null, TlsOptions? options = null, X509Certificate2Collection? intermediates = null)
    {
        ServerFactory = new TlsServerFactory(
            Clock, Factory.ForProtocol(() => Server), certificate ?? TestCertificates.Server, intermediates);
        _wire = new MemoryEndpoint(ServerFactory);
        Endpoint = new TlsClientEndpoint(Clock, _wire, options ?? Options(), TimeSpan.FromSeconds(5));
    }

    internal Clock Clock { get; } = new();

    internal AccumulatingProtocol Client { get; set; } = new();

    internal AccumulatingProtocol Server { get; set; } = new();

    internal TlsServerFactory ServerFactory { get; }

    internal TlsClientEndpoint Endpoint { get; }

    internal MemoryLink Link => _wire.Links[0];

    internal ITlsTransport ClientTls => (ITlsTransport)Client.Transport;

    internal static TlsOptions Options(string host = "example.com") => new(host) { TrustRoots = TestCertificates.Roots };

    internal Deferred<IProtocol> Connect() => Endpoint.Connect(Factory.ForProtocol(() => Client));

    /// <summary>Pumps the link and the clock until both are quiet.</summary>
    internal void Settle()
    {
        do
        {
            Clock.Advance(0);
            _wire.Flush();
        }
        while (Clock.GetDelayedCalls().Any(c => c.GetTime() <= Clock.Seconds()));
    }

    internal TlsPair Connected()
    {
        var deferred = Connect();
        Settle();
        DeferredAssertions.SuccessResultOf(deferred);
        return this;
    }
}
