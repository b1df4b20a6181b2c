using System.Globalization;
using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends the date and time as a person reads it, in UTC, and closes (twisted.protocols.wire.Daytime, RFC 867).</summary>
/// <param name="timeProvider">Where the time comes from; the system when null.</param>
public sealed class Daytime(TimeProvider? timeProvider = null) : Protocol
{
    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        // As C's asctime: the day of the month is padded with a space.
        Transport.Write(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{now:ddd MMM} {now.Day,2} {now:HH:mm:ss yyyy}\r\n")));
        Transport.LoseConnection();
    }
}
