using System.Net.Security;
using System.Text;

namespace TwistedSharp.Internet;

/// <summary>Names of application protocols (ALPN, RFC 7301), checked when options are made and not in the middle of a handshake.</summary>
internal static class TlsNames
{
    // RFC 7301, 3.1: a name has 1 to 255 bytes, and all with a length byte each have at most 65535.
    private const int MaxNameBytes = 255;
    private const int MaxListBytes = 65535;

    /// <summary>A copy of a list of names.</summary>
    /// <exception cref="ArgumentException">One of them, or all together, cannot go on the wire.</exception>
    internal static IReadOnlyList<string> Checked(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var listBytes = 0;
        foreach (var name in names)
        {
            var bytes = name is null ? 0 : Encoding.UTF8.GetByteCount(name);
            if (bytes is 0 or > MaxNameBytes)
            {
                throw new ArgumentException(
                    $"The name of an application protocol has 1 to {MaxNameBytes} bytes; \"{name}\" has {bytes}.", nameof(names));
            }
            listBytes += 1 + bytes;
        }
        if (listBytes > MaxListBytes)
            throw new ArgumentException($"The names of application protocols take {listBytes} bytes; {MaxListBytes} can be sent.", nameof(names));
        return [.. names];
    }

    /// <summary>The same for SslStream; null for none.</summary>
    internal static List<SslApplicationProtocol>? ForStream(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return null;
        var protocols = new List<SslApplicationProtocol>(names.Count);
        foreach (var name in names)
            protocols.Add(new SslApplicationProtocol(name));
        return protocols;
    }
}
