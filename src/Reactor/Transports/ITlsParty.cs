using System.Net.Security;

namespace TwistedSharp.Internet;

/// <summary>Who asked for a TLS connection: starts the handshake, supplies the protocol and hears how it went.</summary>
internal interface ITlsParty
{
    /// <summary>Whom the connection is with, for messages.</summary>
    string PeerName { get; }

    /// <summary>What was wrong with the peer's certificate, or null.</summary>
    string? Complaint { get; }

    /// <summary>Starts the handshake as client or server.</summary>
    Task Handshake(SslStream stream);

    /// <summary>The handshake is done and the peer is verified: makes the user's protocol.</summary>
    IProtocol? BuildProtocol();

    /// <summary>The protocol's connection is made.</summary>
    void ConnectionMade(IProtocol protocol);

    /// <summary>There will be no protocol, or making its connection failed.</summary>
    void Failed(Failure reason);

    /// <summary>The protocol's connection is lost, and the protocol knows.</summary>
    void Lost(Failure reason) { }
}
