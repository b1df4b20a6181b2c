using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>Base of the tests with one of our protocols at one end of a connection and one of Twisted's at the other.</summary>
public abstract class TwistedWire(Type kind) : LiveReactor(kind)
{
    private TestAuthority _authority = null!; // Made in SetUp.
    private Scratch _scratch = null!; // Made in SetUp.

    [SetUp]
    public void MakeCertificates()
    {
        _authority = new TestAuthority();
        _scratch = new Scratch();
        _authority.WriteGood(_scratch, "good");
        _scratch.Write("root.pem", _authority.Roots[0].ExportCertificatePem());
    }

    [TearDown]
    public void DropCertificates()
    {
        _authority.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Starts a server on Twisted.</summary>
    internal TwistedPeer TwistedServer(string role, Wire wire, params string[] options) => new(role, 0, [.. options, .. Options(wire)]);

    /// <summary>Connects one of our protocols to it.</summary>
    internal async Deferred Connect(TwistedPeer server, Wire wire, IProtocol protocol)
    {
        IStreamClientEndpoint endpoint = new TCP4ClientEndpoint(Reactor, "127.0.0.1", server.Port);
        if (wire == Wire.Tls)
            endpoint = new TlsClientEndpoint(Reactor, endpoint, new TlsOptions("localhost") { TrustRoots = _authority.Roots });
        await endpoint.Connect(Factory.ForProtocol(() => protocol));
    }

    /// <summary>Listens with one of our protocols and has a client on Twisted connect to it.</summary>
    internal TwistedPeer TwistedClient(string role, Wire wire, IProtocol protocol, params string[] options)
    {
        IFactory factory = Factory.ForProtocol(() => protocol);
        if (wire == Wire.Tls)
        {
            var certificate = X509Certificate2.CreateFromPemFile(_scratch.PathOf("good.pem"), _scratch.PathOf("good.key"));
            factory = new TlsServerFactory(Reactor, factory, certificate);
        }
        var port = Reactor.ListenTCP(0, factory, interfaceAddress: "127.0.0.1");
        return new TwistedPeer(role, ((IPv4Address)port.GetHost()).Port, [.. options, .. Options(wire)]);
    }

    /// <summary>Fires when the protocol's connection has ended.</summary>
    internal Deferred Ended(AccumulatingProtocol protocol) => Until(() => protocol.ClosedReason is not null);

    private string[] Options(Wire wire) => wire == Wire.Tls ? [$"tls={_scratch.Folder}"] : [];
}
