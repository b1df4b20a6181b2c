using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>An outgoing connection over a UNIX socket (twisted.internet.unix.Connector).</summary>
internal sealed class UnixConnector(
    ITransportLoop loop, string path, IClientFactory factory, TimeSpan timeout, DeferredFilesystemLock? checkedLock)
    : StreamConnector(loop, new UNIXAddress(path), factory, timeout)
{
    internal UNIXAddress Address { get; } = new(path);

    internal UnixDomainSocketEndPoint EndPoint { get; } = new(path);

    /// <summary>What a server must hold, or null.</summary>
    internal DeferredFilesystemLock? CheckedLock { get; } = checkedLock;

    private protected override StreamConnectAttempt StartAttempt() => new UnixConnectAttempt(Loop, this);
}
