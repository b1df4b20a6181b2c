using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>Writes request heads and chunks (RFC 9112 sections 3, 5 and 7.1).</summary>
/// <remarks>
/// Framing is decided here alone: the caller's Content-Length and Transfer-Encoding are dropped, since two different ones on the wire are
/// request smuggling. All text is checked here again whatever was checked before, so that no path to the wire goes unguarded.
/// </remarks>
internal static class RequestWriter
{
    /// <summary>The fixed text of a head (names, version, separators, a length) with room to spare; per header line 4 more.</summary>
    private const int FixedBytes = 320;

    private const string ProxyAuthorization = "Proxy-Authorization";
    private const string ContentType = "Content-Type";

    /// <summary>16 hex digits and CR LF.</summary>
    private const int ChunkLineBytes = 18;

    /// <exception cref="InvalidMethodException">The method is not a token.</exception>
    internal static void ValidateMethod(string method)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!Grammar.IsToken(method))
            throw new InvalidMethodException($"Bad method \"{Show(method)}\": expected an RFC 9110 token such as GET.");
    }

    /// <summary>Checks the caller's Host and Connection, which have rules beyond those that <see cref="Headers"/> holds for every
    /// value.</summary>
    /// <exception cref="ArgumentException">There are two Hosts, or one that is none.</exception>
    /// <exception cref="InvalidHeaderValueException">A Connection option is no token.</exception>
    internal static void ValidateHeaders(Headers? headers)
    {
        if (headers is null)
            return;
        foreach (Headers.Entry entry in headers.Entries)
        {
            if (Is(entry, "Host"))
                CheckHost(TheOnly(entry));
            else if (Is(entry, "Connection"))
                CheckOptions(entry);
        }
    }

    /// <summary>Checks what is to be offered in Upgrade: protocols, with or without a version (RFC 9110 section 7.8).</summary>
    /// <exception cref="ArgumentException">It is something else, or nothing.</exception>
    internal static void ValidateUpgrade(string protocols)
    {
        foreach (Range range in protocols.AsSpan().Split(','))
        {
            ReadOnlySpan<char> protocol = protocols.AsSpan()[range].Trim(" \t");
            int slash = protocol.IndexOf('/');
            if (!Grammar.IsToken(slash < 0 ? protocol : protocol[..slash]) || (slash >= 0 && !Grammar.IsToken(protocol[(slash + 1)..])))
                throw new ArgumentException($"Bad Upgrade \"{Show(protocols)}\": expected protocols such as websocket or h2c/1, in a list.");
        }
    }

    /// <summary>Whether the caller's own Connection header holds <c>close</c>: the owner must then not reuse the connection.</summary>
    internal static bool AsksToClose(Headers? headers) => headers is not null && HasOption(headers, "close");

    /// <summary>Writes a whole head into one span of the output; nothing is written when an argument is refused.</summary>
    /// <exception cref="ArgumentException">Something in the head may not go on the wire; the message says what.</exception>
    internal static void WriteHead(IBufferWriter<byte> output, in RequestHead head)
    {
        ReadOnlySpan<Headers.Entry> headers = head.Headers is null ? default : head.Headers.Entries;
        ValidateMethod(head.Method);
        if (!Grammar.IsVisible(head.Target))
            throw new ArgumentException($"Bad request target \"{Show(head.Target)}\": expected characters \\x21 to \\x7e only.");
        string host = head.Host;
        string? userAgent = head.UserAgent;
        string? authorization = head.Proxy?.Authorization;
        string? contentType = head.ContentType;
        int size = FixedBytes + head.Method.Length + head.Target.Length;
        foreach (Headers.Entry entry in headers)
        {
            size += CheckedSize(entry);
            if (Is(entry, "Host"))
                host = TheOnly(entry);
            else if (Is(entry, "User-Agent"))
                userAgent = null;
            else if (Is(entry, ProxyAuthorization))
                authorization = null;
            else if (Is(entry, ContentType))
                contentType = null;
        }
        CheckHost(host);
        if (userAgent is not null)
            CheckValue("User-Agent", userAgent);
        if (authorization is not null)
            CheckValue(ProxyAuthorization, authorization);
        if (contentType is not null)
            CheckValue(ContentType, contentType);
        size += host.Length + SizeOf(userAgent) + SizeOf(authorization) + SizeOf(contentType) + (head.Upgrade?.Length ?? 0);

        var pen = new Pen(output.GetSpan(size));
        pen.Text(head.Method);
        pen.Bytes(" "u8);
        pen.Text(head.Target);
        pen.Bytes(" HTTP/1.1\r\nHost: "u8);
        pen.Text(host);
        pen.Bytes("\r\n"u8);
        WriteConnection(ref pen, head.Headers, close: !head.Persistent || AsksToClose(head.Headers), upgrade: head.Upgrade is not null);
        if (head.Upgrade is not null)
            WriteLine(ref pen, "Upgrade", head.Upgrade);
        WriteFraming(ref pen, head.Method, head.Body);
        if (head.ExpectsContinue)
            pen.Bytes("Expect: 100-continue\r\n"u8);
        if (userAgent is not null)
            WriteLine(ref pen, "User-Agent", userAgent);
        if (authorization is not null)
            WriteLine(ref pen, ProxyAuthorization, authorization);
        if (contentType is not null)
            WriteLine(ref pen, ContentType, contentType);
        foreach (Headers.Entry entry in headers)
        {
            if (IsOurs(entry, head))
                continue;
            foreach (string value in entry.Values)
                WriteLine(ref pen, entry.Name, value);
        }
        pen.Bytes("\r\n"u8);
        output.Advance(pen.Written);
    }

    /// <summary>Writes one chunk; no data, no chunk, since an empty one would end the body.</summary>
    internal static void WriteChunk(IBufferWriter<byte> output, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        Span<byte> line = output.GetSpan(ChunkLineBytes);
        Utf8Formatter.TryFormat(data.Length, line, out int digits, 'x');
        "\r\n"u8.CopyTo(line[digits..]);
        output.Advance(digits + 2);
        output.Write(data);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes the chunk that ends the body, without trailers.</summary>
    internal static void WriteLastChunk(IBufferWriter<byte> output) => output.Write("0\r\n\r\n"u8);

    private static bool Is(in Headers.Entry entry, string name) => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsOurs(in Headers.Entry entry, in RequestHead head) => entry.Name.Length switch
    {
        4 => Is(entry, "Host"),
        6 => head.ExpectsContinue && Is(entry, "Expect"),
        7 => head.Upgrade is not null && Is(entry, "Upgrade"),
        10 => Is(entry, "Connection"),
        14 => Is(entry, "Content-Length"),
        17 => Is(entry, "Transfer-Encoding"),
        // The proxy's password is nobody else's business (CVE-2023-32681 in requests).
        19 => head.Proxy is null && Is(entry, ProxyAuthorization),
        _ => false,
    };

    private static int SizeOf(string? value) => value is null ? 0 : Encoding.UTF8.GetByteCount(value);

    private static int CheckedSize(in Headers.Entry entry)
    {
        if (!Grammar.IsToken(entry.Name))
            throw new InvalidHeaderNameException($"Bad header name \"{Show(entry.Name)}\": expected an RFC 9110 token.");
        int size = 0;
        foreach (string value in entry.Values)
        {
            CheckValue(entry.Name, value);
            size += entry.Name.Length + 4 + Encoding.UTF8.GetByteCount(value);
        }
        // Merging Connection options may add a space to each.
        return Is(entry, "Connection") ? size * 2 : size;
    }

    private static void CheckValue(string name, string value)
    {
        int at = Grammar.IndexOfControl(value);
        if (at >= 0)
        {
            throw new InvalidHeaderValueException(
                $"Control character 0x{(int)value[at]:x2} at {at} in the value of {name}: expected none but tab.");
        }
    }

    private static string TheOnly(in Headers.Entry host) =>
        host.Values.Length == 1 ? host.Values[0] : throw new ArgumentException($"Saw {host.Values.Length} Host headers: expected one.");

    private static void CheckHost(string host)
    {
        if (!Grammar.IsVisible(host))
            throw new ArgumentException($"Bad Host \"{Show(host)}\": expected host or host:port, in visible ASCII.");
    }

    private static void CheckOptions(in Headers.Entry entry)
    {
        foreach (string value in entry.Values)
        {
            foreach (Range range in value.AsSpan().Split(','))
                CheckOption(value.AsSpan()[range].Trim(" \t"));
        }
    }

    private static void CheckOption(ReadOnlySpan<char> option)
    {
        if (!option.IsEmpty && !Grammar.IsToken(option))
            throw new InvalidHeaderValueException($"Bad Connection option \"{Show(option)}\": expected a token.");
    }

    // One line for all options: RFC 9110 section 7.6.1 reads them as a list, and Twisted's separate lines confuse peers.
    private static void WriteConnection(ref Pen pen, Headers? headers, bool close, bool upgrade)
    {
        bool any = close || upgrade;
        if (close)
            pen.Bytes("Connection: close"u8);
        if (upgrade)
            pen.Bytes(close ? ", Upgrade"u8 : "Connection: Upgrade"u8);
        if (headers is not null && headers.HasHeader("Connection"))
        {
            foreach (Headers.Entry entry in headers.Entries)
            {
                if (!Is(entry, "Connection"))
                    continue;
                foreach (string value in entry.Values)
                    WriteOptions(ref pen, value, close, upgrade, ref any);
            }
        }
        if (any)
            pen.Bytes("\r\n"u8);
    }

    private static void WriteOptions(ref Pen pen, ReadOnlySpan<char> value, bool close, bool upgrade, ref bool any)
    {
        foreach (Range range in value.Split(','))
        {
            ReadOnlySpan<char> option = value[range].Trim(" \t");
            // With close, keep-alive would contradict it; close itself is written already.
            if (option.IsEmpty || (close && (IsOption(option, "close") || IsOption(option, "keep-alive"))))
                continue;
            if (upgrade && IsOption(option, "upgrade"))
                continue;
            CheckOption(option);
            pen.Bytes(any ? ", "u8 : "Connection: "u8);
            pen.Text(option);
            any = true;
        }
    }

    private static bool HasOption(Headers headers, string option)
    {
        if (!headers.HasHeader("Connection"))
            return false;
        foreach (Headers.Entry entry in headers.Entries)
        {
            if (!Is(entry, "Connection"))
                continue;
            foreach (string value in entry.Values)
            {
                foreach (Range range in value.AsSpan().Split(','))
                {
                    if (IsOption(value.AsSpan()[range].Trim(" \t"), option))
                        return true;
                }
            }
        }
        return false;
    }

    private static bool IsOption(ReadOnlySpan<char> text, string option) => text.Equals(option, StringComparison.OrdinalIgnoreCase);

    private static void WriteFraming(ref Pen pen, string method, BodyLength body)
    {
        if (body.IsUnknown)
        {
            pen.Bytes("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (!body.IsNone || method is "PUT" or "POST" or "PATCH")
        {
            // Methods that expect a body say so when there is none (RFC 9110 section 8.6); Twisted leaves PATCH out.
            pen.Bytes("Content-Length: "u8);
            pen.Number(body.Bytes ?? 0);
            pen.Bytes("\r\n"u8);
        }
    }

    private static void WriteLine(ref Pen pen, string name, string value)
    {
        pen.Text(name);
        pen.Bytes(": "u8);
        pen.Text(value);
        pen.Bytes("\r\n"u8);
    }

    private static string Show(ReadOnlySpan<char> text)
    {
        Span<char> shown = stackalloc char[Math.Min(text.Length, 64)];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = text[i] is >= ' ' and < '\u007f' ? text[i] : '?';
        return shown.ToString();
    }

    /// <summary>Fills a span that is known to be large enough.</summary>
    private ref struct Pen(Span<byte> span)
    {
        private readonly Span<byte> _span = span;

        internal int Written { get; private set; }

        internal void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_span[Written..]);
            Written += bytes.Length;
        }

        internal void Text(ReadOnlySpan<char> text) => Written += Encoding.UTF8.GetBytes(text, _span[Written..]);

        internal void Number(long number)
        {
            Utf8Formatter.TryFormat(number, _span[Written..], out int digits);
            Written += digits;
        }
    }
}
