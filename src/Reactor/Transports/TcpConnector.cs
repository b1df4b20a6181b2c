using System.Net;

namespace TwistedSharp.Internet;

/// <summary>An outgoing TCP connection (twisted.internet.tcp.Connector).</summary>
internal sealed class TcpConnector(
    ITransportLoop loop, string host, int port, IClientFactory factory, TimeSpan timeout, IPEndPoint? bindAddress)
    : StreamConnector(loop, DestinationOf(host, port), factory, timeout)
{
    internal string Host { get; } = host;

    internal int Port { get; } = port;

    internal IPEndPoint? BindAddress { get; } = bindAddress;

    private protected override StreamConnectAttempt StartAttempt() => new TcpConnectAttempt(Loop, this);

    private static IAddress DestinationOf(string host, int port) =>
        IPLiteral.TryParse(host, out var literal) ? Addresses.From(new IPEndPoint(literal, port)) : new HostnameAddress(host, port);
}
