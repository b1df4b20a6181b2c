using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>What the system says about sockets, in the reactor's exceptions (error.getConnectError).</summary>
internal static class SocketErrors
{
    /// <param name="error">What the system said.</param>
    /// <param name="address">Where the connection should go, for the message.</param>
    /// <param name="inner">The exception that said it, if there is one.</param>
    internal static ConnectException ToConnectException(SocketError error, object address, Exception? inner = null)
    {
        inner ??= new SocketException((int)error);
        return error switch
        {
            SocketError.ConnectionRefused =>
                new ConnectionRefusedException($"Connection to {address} was refused: nobody listens there.", inner),
            SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown =>
                new NoRouteException($"There is no route to {address}: {inner.Message}.", inner),
            SocketError.TimedOut => new TCPTimedOutException($"The system gave up connecting to {address}: no answer.", inner),
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoRecovery or SocketError.NoData =>
                new UnknownHostException($"Connecting to {address}: the host is not known ({inner.Message}).", inner),
            _ => new ConnectException($"Connecting to {address} failed: {inner.Message}.", inner),
        };
    }

    internal static ConnectionLostException ToConnectionLost(SocketError error, IAddress peer)
    {
        var inner = new SocketException((int)error);
        return new ConnectionLostException($"The connection to {peer} broke: {inner.Message}.", inner);
    }

    /// <summary>Whether sending can go on later: the kernel has no room now, or was interrupted.</summary>
    internal static bool IsTemporary(SocketError error) =>
        error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.NoBufferSpaceAvailable;

    /// <summary>Whether an accept failed for that one client only: it left first, or a firewall refused it (EPERM).</summary>
    internal static bool IsOfOneClient(SocketError error) =>
        error is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted or SocketError.AccessDenied;

    /// <summary>Whether descriptors or socket memory ran out: it may pass, and until then accepting fails.</summary>
    internal static bool IsExhaustion(SocketError error) => error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
}
