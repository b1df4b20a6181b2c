using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>
/// Status line and headers of the response being parsed: a view on the parser's own buffer, gone with the next head.
/// <see cref="ToHeaders"/> makes a copy that stays.
/// </summary>
internal sealed class ResponseHead
{
    private int _reasonStart;
    private int _reasonLength;
    private string? _reasonPhrase;

    /// <summary>The status code, 100 to 999.</summary>
    internal int Status { get; private set; }

    /// <summary>The digit after <c>HTTP/1.</c></summary>
    internal int MinorVersion { get; private set; }

    /// <summary>The phrase as sent, read as Latin-1; a registered phrase costs no new string.</summary>
    internal string ReasonPhrase => _reasonPhrase ??= ReadReasonPhrase();

    /// <summary>How many header lines there are, folded ones not counted.</summary>
    internal int Count => Block.Count;

    internal FieldBlock Block { get; } = new();

    internal ReadOnlySpan<byte> Name(int i) => Block.Name(i);

    internal ReadOnlySpan<byte> Value(int i) => Block.Value(i);

    /// <summary>The first value under that name, in whatever case either is written.</summary>
    internal bool TryGet(ReadOnlySpan<byte> lowerCaseName, out ReadOnlySpan<byte> value) => Block.TryGet(lowerCaseName, out value);

    internal Headers ToHeaders() => Block.ToHeaders();

    public override string ToString() => $"<ResponseHead HTTP/1.{MinorVersion} {Status} {ReasonPhrase}, {Count} headers>";

    internal void Clear()
    {
        Block.Clear();
        Status = 0;
        MinorVersion = 0;
        _reasonStart = 0;
        _reasonLength = 0;
        _reasonPhrase = null;
    }

    /// <summary>Reads a status line (without its line end) that lies, or will lie, at that offset of the block.</summary>
    internal void ReadStatusLine(ReadOnlySpan<byte> line, int offset)
    {
        int space = line.IndexOf((byte)' ');
        if (space < 0)
            throw new ParseException("Not a status line: expected HTTP/1.x, a space and three digits", line);
        ReadOnlySpan<byte> version = line[..space];
        if (version.Length != 8 || !version.StartsWith("HTTP/1."u8) || !char.IsAsciiDigit((char)version[7]))
            throw new BadResponseVersionException("Not an HTTP/1.x response", line);
        ReadOnlySpan<byte> status = line[(space + 1)..];
        if (status.Length < 3 || status[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9') || status[0] == '0'
            || (status.Length > 3 && status[3] != ' '))
        {
            throw new ParseException("Bad status code: expected three digits from 100 to 999, then a space or the line's end", line);
        }
        ReadOnlySpan<byte> reason = status.Length > 4 ? status[4..] : default;
        if (Grammar.IndexOfControl(reason) >= 0)
            throw new ParseException("A control byte in the reason phrase", line);
        MinorVersion = version[7] - '0';
        Status = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
        _reasonLength = reason.Length;
        _reasonStart = offset + line.Length - reason.Length;
    }

    private string ReadReasonPhrase()
    {
        ReadOnlySpan<byte> sent = Block.Slice(_reasonStart, _reasonLength);
        string registered = ReasonPhrases.For(Status);
        return Ascii.Equals(sent, registered) ? registered : Encoding.Latin1.GetString(sent);
    }
}
