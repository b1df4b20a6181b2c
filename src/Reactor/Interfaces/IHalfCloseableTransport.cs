namespace TwistedSharp.Internet;

/// <summary>A connection whose directions can end one by one (ITCPTransport.loseWriteConnection).</summary>
public interface IHalfCloseableTransport : ITransport
{
    /// <summary>Closes the writing end when everything written so far is sent and a registered producer is done; reading goes on.</summary>
    /// <remarks>The peer reads an end of the stream. What is written before the end is closed is still sent, what comes later is dropped.
    /// The protocol is told if it is an <see cref="IHalfCloseableProtocol"/>. After <see cref="ITransport.LoseConnection"/> it does
    /// nothing.</remarks>
    /// <exception cref="InvalidOperationException">The connection speaks TLS, which has no half close.</exception>
    void LoseWriteConnection();
}
