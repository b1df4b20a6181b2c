namespace TwistedSharp.Internet;

/// <summary>A protocol that goes on when one direction of its connection has ended (IHalfCloseableProtocol).</summary>
/// <remarks>For any other protocol the peer's end of sending is the end of the connection. Once both directions have ended the connection
/// closes cleanly by itself, and ConnectionLost is still the last that is called.</remarks>
public interface IHalfCloseableProtocol : IProtocol
{
    /// <summary>The peer sends nothing any more; writing goes on.</summary>
    /// <remarks>An exception is logged and ends the connection with it. A protocol that has nothing more to say calls
    /// <see cref="ITransport.LoseConnection"/>.</remarks>
    void ReadConnectionLost();

    /// <summary>The writing end is closed, as <see cref="IHalfCloseableTransport.LoseWriteConnection"/> asked; reading goes on.</summary>
    /// <remarks>An exception is logged and ends the connection with it.</remarks>
    void WriteConnectionLost();
}
