namespace TwistedSharp.Internet;

/// <summary>A protocol that outlives the end of one direction of its connection (IHalfCloseableProtocol).</summary>
/// <remarks>For any other protocol the peer's end of sending is the end of the connection. A connection over a socket closes by itself once
/// both directions have ended; ConnectionLost is still the last that is called.</remarks>
public interface IHalfCloseableProtocol
{
    /// <summary>The peer sends no more; the connection stays open for writing until it is closed here.</summary>
    /// <remarks>An exception is logged and ends the connection with it. A protocol that has nothing more to say calls
    /// <see cref="ITransport.LoseConnection"/>.</remarks>
    void ReadConnectionLost();

    /// <summary>Nothing more can be written: the close that was asked for is done; reading goes on.</summary>
    /// <remarks>An exception is logged and ends the connection with it.</remarks>
    void WriteConnectionLost();
}
