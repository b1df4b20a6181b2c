using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

/// <summary>A TLS client and a TLS server on one link in memory.</summary>
internal sealed class TlsPair
{
    private readonly MemoryEndpoint _wire;
    private Gate? _gate;

    internal TlsPair(
        X509Certificate2? certificate = null, TlsOptions? options = null, X509Certificate2Collection? intermediates = null)
    {
        ServerFactory = new TlsServerFactory(
            Clock, Factory.ForProtocol(() => Server), certificate ?? TestCertificates.Server, intermediates);
        _wire = new MemoryEndpoint(Factory.ForProtocol(
            () => _gate = new Gate(ServerFactory.BuildProtocol(new IPv4Address("10.0.0.1", 12345))!))); // It always builds one.
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

    /// <summary>From now on the server's end hears of nothing, and so answers nothing.</summary>
    internal void SilenceServer() => _gate!.IsShut = true; // Made with the connection.

    /// <summary>Passes on what it hears until it is shut.</summary>
    private sealed class Gate(IProtocol inner) : IProtocol
    {
        internal bool IsShut { get; set; }

        public void MakeConnection(ITransport transport) => inner.MakeConnection(transport);

        public void DataReceived(ReadOnlySpan<byte> data)
        {
            if (!IsShut)
                inner.DataReceived(data);
        }

        public void ConnectionLost(Failure reason) => inner.ConnectionLost(reason);
    }
}
