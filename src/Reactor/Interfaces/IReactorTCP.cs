namespace TwistedSharp.Internet;

/// <summary>TCP connections and ports (IReactorTCP).</summary>
public interface IReactorTCP
{
    /// <summary>Connects to a host; the attempt starts in a later turn, never inside the call.</summary>
    /// <param name="host">A name or an address literal.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="factory">Builds the protocol and hears how it went.</param>
    /// <param name="timeout">How long the attempt may take; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    IConnector ConnectTCP(string host, int port, IClientFactory factory, TimeSpan? timeout = null, string? bindAddress = null);

    /// <summary>Accepts connections; the port is bound when the call returns.</summary>
    /// <param name="port">0 to 65535; 0 takes a free one, which GetHost tells.</param>
    /// <param name="factory">Builds a protocol for each connection.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="interfaceAddress">The local address to listen on; all IPv4 ones when empty.</param>
    /// <exception cref="CannotListenException">The address is taken or not ours.</exception>
    IListeningPort ListenTCP(int port, IFactory factory, int backlog = 50, string interfaceAddress = "");
}
