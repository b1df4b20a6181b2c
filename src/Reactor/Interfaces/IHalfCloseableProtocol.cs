namespace TwistedSharp.Internet;

/// <summary>A protocol that outlives the end of one direction of its connection (IHalfCloseableProtocol).</summary>
public interface IHalfCloseableProtocol
{
    /// <summary>The peer sends no more; the connection stays open for writing until it is closed here.</summary>
    void ReadConnectionLost();

    /// <summary>Nothing more can be written: the close that was asked for is done.</summary>
    void WriteConnectionLost();
}
