namespace TwistedSharp.Internet;

/// <summary>TLS connections and ports (IReactorSSL).</summary>
/// <remarks>On both ends the factory builds its protocol after the handshake, when the peer is verified: nothing is sent to or taken from a
/// stranger. Twisted's protocols are told at the TCP connect.</remarks>
public interface IReactorSSL
{
    /// <summary>Connects to a host and speaks TLS to it; the attempt starts in a later turn, never inside the call.</summary>
    /// <param name="host">Where to connect: a name or an address literal. Whom to expect there, <paramref name="options"/> says.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="factory">Builds the protocol and hears how it went: a failed handshake is a failed connection.</param>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="timeout">How long connecting and handshake together may take; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    IConnector ConnectSSL(
        string host, int port, IClientFactory factory, TlsOptions options, TimeSpan? timeout = null, string? bindAddress = null);

    /// <summary>Accepts TLS connections; the port is bound when the call returns.</summary>
    /// <param name="port">0 to 65535; 0 takes a free one, which GetHost tells.</param>
    /// <param name="factory">Builds a protocol for each connection, after its handshake.</param>
    /// <param name="options">The certificate, and whether to ask for the clients'.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="interfaceAddress">The local address to listen on; all IPv4 ones when empty.</param>
    /// <exception cref="CannotListenException">The address is taken or not ours.</exception>
    IListeningPort ListenSSL(int port, IFactory factory, TlsServerOptions options, int backlog = 50, string interfaceAddress = "");
}
