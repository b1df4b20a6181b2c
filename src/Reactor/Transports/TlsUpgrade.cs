using System.Net.Security;

namespace TwistedSharp.Internet;

/// <summary>The change of a connection from clear text to TLS: its protocol is there already and hears everything itself.</summary>
internal sealed class TlsUpgrade : ITlsParty
{
    private readonly TlsClientHandshake? _client;
    private readonly TlsServerHandshake? _server;

    internal TlsUpgrade(TlsOptions options)
    {
        _client = new TlsClientHandshake(options, options.CertificateContext());
        PeerName = options.Host;
    }

    internal TlsUpgrade(TlsServerOptions options, IAddress peer)
    {
        _server = new TlsServerHandshake(options);
        PeerName = peer.ToString() ?? "the client";
    }

    public string PeerName { get; }

    public string? Complaint => _client is null ? _server?.Complaint : _client.Complaint;

    public Task Handshake(SslStream stream) => _client?.Start(stream) ?? _server!.Start(stream); // One of the two is there.

    public IProtocol? BuildProtocol() => null;

    public void ConnectionMade(IProtocol protocol) { }

    public void Failed(Failure reason) { }
}
