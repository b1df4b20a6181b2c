using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends a quote and closes (twisted.protocols.wire.QOTD, RFC 865).</summary>
public class QOTD : Protocol
{
    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        Transport.Write(GetQuote().Span);
        Transport.LoseConnection();
    }

    /// <summary>The quote, with its line's end.</summary>
    protected virtual ReadOnlyMemory<byte> GetQuote() => "An apple a day keeps the doctor away.\r\n"u8.ToArray();
}
