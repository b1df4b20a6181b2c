using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One TCP connection (twisted.internet.tcp.Server, twisted.internet.tcp.Client).</summary>
internal sealed class TcpTransport(ITransportLoop loop, Socket socket, IAddress peer, ITransportOwner? owner)
    : StreamTransport(loop, socket, Addresses.From(socket.LocalEndPoint), peer, owner), ITcpTransport
{
    public bool TcpNoDelay
    {
        get => Socket.NoDelay;
        set => Socket.NoDelay = value;
    }

    public bool TcpKeepAlive
    {
        get => (int)Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0; // Never null for this option.
        set => Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value);
    }
}
