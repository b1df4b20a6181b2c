using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>The header with which a proxy begins a connection: from where to where it was made to the proxy (HAProxy's PROXY protocol,
/// version 1 in text and 2 in binary; twisted.protocols.haproxy).</summary>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Source">Who connected to the proxy; null when the proxy does not say, or speaks for itself.</param>
/// <param name="Destination">Where to.</param>
internal readonly record struct HAProxyHeader(int Length, IAddress? Source, IAddress? Destination)
{
    /// <summary>The longest header there may be, in bytes. Version 2 could have 64 KiB, of which all but 232 bytes are extensions; nginx
    /// takes 4096 (NGX_PROXY_PROTOCOL_MAX_HEADER).</summary>
    internal const int MaxLength = 4096;

    // The specification's section 2.1: with the line's end.
    private const int MaxTextLength = 107;

    // Section 2.2: signature, version and command, family and transport, and the length of the rest.
    private const int BinaryStart = 16;
    private const int PathLength = 108;

    private static ReadOnlySpan<byte> TextStart => "PROXY "u8;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header.</summary>
    /// <param name="data">The connection's first bytes, and what follows the header.</param>
    /// <returns>Null while it is not complete.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    internal static HAProxyHeader? Read(ReadOnlySpan<byte> data)
    {
        if (BeginsAs(data, TextStart))
            return ReadText(data);
        if (BeginsAs(data, Signature))
            return data.Length < BinaryStart ? null : ReadBinary(data);
        throw new FormatException("it begins as neither version does");
    }

    private static bool BeginsAs(ReadOnlySpan<byte> data, ReadOnlySpan<byte> start)
    {
        var length = Math.Min(data.Length, start.Length);
        return data[..length].SequenceEqual(start[..length]);
    }

    private static HAProxyHeader? ReadText(ReadOnlySpan<byte> data)
    {
        var end = data[..Math.Min(data.Length, MaxTextLength)].IndexOf("\r\n"u8);
        if (end < 0)
            return data.Length < MaxTextLength ? null : throw new FormatException($"its line is longer than {MaxTextLength} bytes");
        var words = Encoding.Latin1.GetString(data[TextStart.Length..end]).Split(' ');
        var length = end + 2;
        var family = words[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            // Whatever else the line says is to be ignored.
            "UNKNOWN" => AddressFamily.Unspecified,
            _ => throw new FormatException("its protocol is not TCP4, TCP6 or UNKNOWN"),
        };
        if (family == AddressFamily.Unspecified)
            return new HAProxyHeader(length, null, null);
        if (words.Length != 5)
            throw new FormatException($"it has {words.Length - 1} words behind the protocol, not two addresses and two ports");
        return new HAProxyHeader(length, TextAddress(words[1], words[3], family), TextAddress(words[2], words[4], family));
    }

    private static IAddress TextAddress(string host, string port, AddressFamily family)
    {
        if (!IPLiteral.TryParse(host, out var address) || address.AddressFamily != family || host.Contains('%'))
            throw new FormatException("one of its addresses is none of its protocol");
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FormatException("one of its ports is not a number up to 65535");
        return Addresses.From(new IPEndPoint(address, number));
    }

    private static HAProxyHeader? ReadBinary(ReadOnlySpan<byte> data)
    {
        var command = data[12];
        if (command is not (0x20 or 0x21))
            throw new FormatException($"its version and command are 0x{command:x2}, not 0x20 (LOCAL) or 0x21 (PROXY)");
        var length = BinaryStart + BinaryPrimitives.ReadUInt16BigEndian(data[14..]);
        if (length > MaxLength)
            throw new FormatException($"it has {length} bytes; {MaxLength} are the limit");
        if (data.Length < length)
            return null;
        // LOCAL: the proxy's own, as a check of our health. Whatever it says about addresses is to be ignored.
        if (command == 0x20)
            return new HAProxyHeader(length, null, null);
        var kind = data[13];
        var (family, transport) = (kind >> 4, kind & 0xf);
        if (family > 3 || transport > 2)
            throw new FormatException($"its family and transport are 0x{kind:x2}, which are not known");
        if (family == 0 || transport == 0)
            return new HAProxyHeader(length, null, null);
        var addresses = data[BinaryStart..length];
        var size = family switch { 1 => 12, 2 => 36, _ => 2 * PathLength };
        if (addresses.Length < size)
            throw new FormatException($"its addresses have {addresses.Length} bytes, not {size}");
        if (family == 3)
            return new HAProxyHeader(length, PathAt(addresses), PathAt(addresses[PathLength..]));
        var host = (size / 2) - 2;
        return new HAProxyHeader(length,
            BinaryAddress(addresses[..host], addresses[(2 * host)..]),
            BinaryAddress(addresses[host..(2 * host)], addresses[((2 * host) + 2)..]));
    }

    private static IAddress BinaryAddress(ReadOnlySpan<byte> host, ReadOnlySpan<byte> port) =>
        Addresses.From(new IPEndPoint(new IPAddress(host), BinaryPrimitives.ReadUInt16BigEndian(port)));

    private static UNIXAddress PathAt(ReadOnlySpan<byte> path)
    {
        // A path of Linux's abstract namespace begins with a NUL.
        var name = path[..PathLength].TrimEnd((byte)0);
        return new UNIXAddress(name.IsEmpty ? null : Encoding.UTF8.GetString(name));
    }
}
