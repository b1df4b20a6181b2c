namespace TwistedSharp.Internet;

/// <summary>Ports by the name of their service.</summary>
public static class ServiceNameExtensions
{
    /// <summary>Connects to a host, at the port that the system's table of services has for a name.</summary>
    /// <param name="reactor">Connects.</param>
    /// <param name="host">A name or an address literal.</param>
    /// <param name="service">The name, such as "smtp". The table is a file, read in the call.</param>
    /// <param name="factory">Builds the protocol and hears how it went.</param>
    /// <param name="timeout">How long the attempt may take; 30 s when null.</param>
    /// <param name="bindAddress">Our end, as address or address:port; any when null.</param>
    /// <exception cref="ServiceNameUnknownException">No TCP service has that name.</exception>
    public static IConnector ConnectTCP(
        this IReactorTCP reactor, string host, string service, IClientFactory factory, TimeSpan? timeout = null, string? bindAddress = null)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(service);
        return reactor.ConnectTCP(host, ServiceNames.PortOf(service, "tcp"), factory, timeout, bindAddress);
    }
}
