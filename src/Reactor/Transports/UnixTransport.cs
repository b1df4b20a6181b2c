using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One connection over a UNIX stream socket (twisted.internet.unix.Server, twisted.internet.unix.Client).</summary>
internal sealed class UnixTransport(ITransportLoop loop, Socket socket, UNIXAddress host, UNIXAddress peer, ITransportOwner? owner)
    : StreamTransport(loop, socket, host, peer, owner);
