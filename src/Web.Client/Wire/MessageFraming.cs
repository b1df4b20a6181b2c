using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Where a response's body ends, its declared length, and whether the connection may serve another request.</summary>
/// <param name="Body">What delimits the body.</param>
/// <param name="ContentLength">The declared length in bytes; null when absent, or overruled by Transfer-Encoding.</param>
/// <param name="CanKeepAlive">Whether the connection outlives the response, as far as its head can tell.</param>
internal readonly record struct MessageFraming(BodyFraming Body, long? ContentLength, bool CanKeepAlive)
{
    /// <summary>How long the server means to keep the connection.</summary>
    internal KeepAliveHint KeepAlive { get; init; }

    /// <summary>RFC 9112 sections 6.3 and 9.3, as a pure function of the head and the request's method.</summary>
    internal static MessageFraming Decide(ResponseHead head, string method)
    {
        bool bodyless = head.Status is 101 or 204 or 304 || method == "HEAD";
        bool tunnel = method == "CONNECT" && head.Status is >= 200 and < 300;
        bool close = false, keepAlive = false, hasLength = false, hasCoding = false, faulty = false;
        int codings = 0;
        long length = -1;
        KeepAliveHint hint = default;
        for (int i = 0; i < head.Count; i++)
        {
            ReadOnlySpan<byte> name = head.Name(i);
            switch (name.Length)
            {
                case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                    ReadConnection(head.Value(i), ref close, ref keepAlive);
                    break;
                case 10 when Ascii.EqualsIgnoreCase(name, "keep-alive"u8):
                    hint = KeepAliveHint.Read(head.Value(i), hint);
                    break;
                case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                    hasLength = true;
                    faulty |= !TryReadLength(head.Value(i), ref length, refuse: !bodyless && !tunnel);
                    break;
                case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                    hasCoding = true;
                    codings += CountCodings(head.Value(i), refuse: !bodyless && !tunnel);
                    break;
            }
        }
        // Twice chunked is as unreadable as an empty list (RFC 9112 section 7.1).
        if (hasCoding && codings != 1 && !bodyless && !tunnel)
            throw new UnsupportedTransferEncodingException($"Transfer-Encoding names {codings} codings: expected exactly one, chunked.");

        // A server that sends both, or chunks to a 1.0 reader, may be half of a smuggling attempt: never reuse (RFC 9112 section 6.1).
        faulty |= hasCoding && (hasLength || head.MinorVersion == 0);
        long? declared = hasCoding || faulty || !hasLength ? null : length;
        bool alive = !faulty && !close && (head.MinorVersion > 0 || keepAlive);
        if (tunnel)
            return new MessageFraming(BodyFraming.Tunnel, null, false);
        if (bodyless)
            return new MessageFraming(BodyFraming.None, declared, alive && head.Status != 101) { KeepAlive = hint };
        if (hasCoding)
            return new MessageFraming(BodyFraming.Chunked, null, alive) { KeepAlive = hint };
        if (hasLength)
            return new MessageFraming(BodyFraming.Length, declared, alive) { KeepAlive = hint };
        return new MessageFraming(BodyFraming.UntilClose, null, false);
    }

    private static void ReadConnection(ReadOnlySpan<byte> value, ref bool close, ref bool keepAlive)
    {
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> option = value[range].Trim(" \t"u8);
            close |= Ascii.EqualsIgnoreCase(option, "close"u8);
            keepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
        }
    }

    // How many codings the list names; throws at one that is not chunked, if told to refuse.
    private static int CountCodings(ReadOnlySpan<byte> value, bool refuse)
    {
        int count = 0;
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> coding = value[range].Trim(" \t"u8);
            if (coding.IsEmpty)
                continue;
            count++;
            if (refuse && !Ascii.EqualsIgnoreCase(coding, "chunked"u8))
                throw new UnsupportedTransferEncodingException("Unsupported Transfer-Encoding: expected exactly chunked", value);
        }
        return count;
    }

    // Equal values, on several lines or in a list, count as one (RFC 9110 section 8.6). A response without a body does not depend on
    // the length, so there a bad one only costs the connection.
    private static bool TryReadLength(ReadOnlySpan<byte> value, ref long length, bool refuse)
    {
        foreach (Range range in value.Split((byte)','))
        {
            if (!TryReadDigits(value[range].Trim(" \t"u8), out long one))
                return refuse ? throw new InvalidContentLengthException("Bad Content-Length: expected digits below 2^63", value) : false;
            if (length >= 0 && one != length)
            {
                string problem = $"Content-Length values differ: expected {length} again";
                return refuse ? throw new InvalidContentLengthException(problem, value) : false;
            }
            length = one;
        }
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        foreach (byte b in text)
        {
            int digit = b - '0';
            if (digit is < 0 or > 9 || number > (long.MaxValue - digit) / 10)
                return false;
            number = number * 10 + digit;
        }
        return !text.IsEmpty;
    }
}
