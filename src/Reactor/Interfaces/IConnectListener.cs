namespace TwistedSharp.Internet;

/// <summary>A factory that wants to know how far a client endpoint is with its connection: to time each part, or to show it.</summary>
/// <remarks>The endpoints of this library tell what they do, in this order and as far as it applies; wrappers pass it on.</remarks>
public interface IConnectListener
{
    /// <summary>A host's name is being looked up.</summary>
    void Resolving();

    /// <summary>The host's addresses are known and being connected to.</summary>
    void Connecting();

    /// <summary>The connection is there, and a TLS handshake begins on it.</summary>
    void Handshaking();
}
