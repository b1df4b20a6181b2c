using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

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
        Directory.CreateDirectory(_scratch.PathOf("roots"));
        File.Copy(_scratch.PathOf("root.pem"), _scratch.PathOf("roots/root.pem"));
    }

    [TearDown]
    public void DropCertificates()
    {
        _authority.Dispose();
        _scratch.Dispose();
    }

    /// <summary>The folder with good.pem and good.key, the certificate that servers show, and root.pem, which clients trust.</summary>
    internal string CertificateFolder => _scratch.Folder;

    /// <summary>The same for servers of our own.</summary>
    internal X509Certificate2 Certificate =>
        X509Certificate2.CreateFromPemFile(_scratch.PathOf("good.pem"), _scratch.PathOf("good.key"));

    /// <summary>The same for clients of our own.</summary>
    internal X509Certificate2Collection Roots => _authority.Roots;

    /// <summary>Starts a server on Twisted.</summary>
    internal TwistedPeer TwistedServer(string role, Wire wire, params string[] options) =>
        TwistedPeer.Serve(role, ServerDescription(wire), options);

    /// <summary>Connects one of our protocols to it.</summary>
    internal async Deferred Connect(TwistedPeer server, Wire wire, IProtocol protocol) =>
        await Endpoints.ClientFromString(Reactor, ClientDescription(wire, server.Port)).Connect(Factory.ForProtocol(() => protocol));

    /// <summary>Listens with one of our protocols and has a client on Twisted connect to it.</summary>
    internal TwistedPeer TwistedClient(string role, Wire wire, IProtocol protocol, params string[] options)
    {
        var listening = Endpoints.ServerFromString(Reactor, ServerDescription(wire)).Listen(Factory.ForProtocol(() => protocol));
        var port = (SuccessResultOf(listening).GetHost() as IPv4Address)?.Port ?? 0;
        return TwistedPeer.Connect(role, ClientDescription(wire, port), options);
    }

    /// <summary>Fires when the protocol's connection has ended.</summary>
    internal Deferred Ended(AccumulatingProtocol protocol) => Until(() => protocol.ClosedReason is not null);

    // The same for our endpoints and for Twisted's.
    private string ServerDescription(Wire wire) => wire switch
    {
        Wire.Plain => "tcp:0:interface=127.0.0.1",
        Wire.Unix => $"unix:{Quoted("socket")}",
        _ => $"ssl:0:privateKey={Quoted("good.key")}:certKey={Quoted("good.pem")}:interface=127.0.0.1",
    };

    private string ClientDescription(Wire wire, int port) => wire switch
    {
        Wire.Plain => $"tcp:127.0.0.1:{port}",
        Wire.Unix => $"unix:{Quoted("socket")}",
        Wire.Tls => $"tls:127.0.0.1:{port}:trustRoots={Quoted("roots")}",
        _ => $"ssl:127.0.0.1:{port}:caCertsDir={Quoted("roots")}:hostname=localhost",
    };

    private string Quoted(string name) => Endpoints.QuoteStringArgument(_scratch.PathOf(name));
}
