using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>What the system says about sockets, in the reactor's exceptions (error.getConnectError).</summary>
internal static class SocketErrors
{
    internal static ConnectException ToConnectException(SocketError error, EndPoint address, Exception? inner = null)
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

    /// <summary>Whether descriptors or socket memory ran out: it may pass, and until then accepting fails.</summary>
    internal static bool IsExhaustion(SocketError error) => error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
}
