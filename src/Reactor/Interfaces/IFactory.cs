namespace TwistedSharp.Internet;

/// <summary>Makes a protocol for each connection (IProtocolFactory).</summary>
public interface IFactory
{
    /// <summary>Makes the protocol for a connection, or null to refuse and close it.</summary>
    /// <param name="address">The other end.</param>
    IProtocol? BuildProtocol(IAddress address);

    /// <summary>A port or connector begins to use it.</summary>
    void DoStart();

    /// <summary>A port or connector is done with it.</summary>
    void DoStop();
}
