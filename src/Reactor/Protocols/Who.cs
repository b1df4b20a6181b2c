using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends the names of the active users and closes (twisted.protocols.wire.Who, RFC 866).</summary>
public class Who : Protocol
{
    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        Transport.Write(GetUsers().Span);
        Transport.LoseConnection();
    }

    /// <summary>The users, each with its line's end; "root" unless overridden.</summary>
    protected virtual ReadOnlyMemory<byte> GetUsers() => "root\r\n"u8.ToArray();
}
