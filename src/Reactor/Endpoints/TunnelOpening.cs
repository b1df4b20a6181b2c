namespace TwistedSharp.Internet;

/// <summary>The conversation by which one connection's way through a server is agreed on; for a <see cref="TunnelEndpoint"/>.</summary>
public abstract class TunnelOpening
{
    /// <summary>Says the first thing.</summary>
    /// <param name="transport">The connection to the server between.</param>
    public abstract void Start(ITransport transport);

    /// <summary>Reads what the server answers.</summary>
    /// <param name="data">What came; shortened by what was read. Bytes that are not whole yet are for the opening to keep, within
    /// bounds.</param>
    /// <param name="transport">The connection, to go on with the conversation.</param>
    /// <returns>Whether the way is open; what is left of the data then belongs to the peer.</returns>
    /// <exception cref="TunnelException">The server refuses, or is not understood.</exception>
    public abstract bool Receive(ref ReadOnlySpan<byte> data, ITransport transport);
}
