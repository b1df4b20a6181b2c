using System.Buffers.Binary;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends the time as a number of four bytes, big-endian, and closes (twisted.protocols.wire.Time, RFC 868).</summary>
/// <remarks>The number is the seconds since the beginning of 1900, in UTC. It begins again in February 2036.</remarks>
/// <param name="timeProvider">Where the time comes from; the system when null.</param>
public sealed class Time(TimeProvider? timeProvider = null) : Protocol
{
    private const long SecondsFrom1900To1970 = 2_208_988_800;

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        var seconds = (timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds() + SecondsFrom1900To1970;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)seconds));
        Transport.Write(bytes);
        Transport.LoseConnection();
    }
}
