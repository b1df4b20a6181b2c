using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>The raw bytes of a head or of trailers, and where the fields lie in them. Reused from one response to the next.</summary>
/// <remarks>
/// A field is checked while its line still lies in the receive buffer, so offsets may be noted before the bytes are stored;
/// <see cref="Name"/> and <see cref="Value"/> hold good once the whole block is. Only a folded value is rewritten in place.
/// </remarks>
internal sealed class FieldBlock
{
    private byte[] _bytes = new byte[1024];
    private Field[] _fields = new Field[24];

    internal int Length { get; private set; }

    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> Name(int i) => Slice(At(i).NameStart, At(i).NameLength);

    internal ReadOnlySpan<byte> Value(int i) => Slice(At(i).ValueStart, At(i).ValueLength);

    internal ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(0, Length).Slice(start, length);

    internal bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_fields[i].NameLength == name.Length && Ascii.EqualsIgnoreCase(Name(i), name))
            {
                value = Value(i);
                return true;
            }
        }
        value = default;
        return false;
    }

    internal void Clear()
    {
        Length = 0;
        Count = 0;
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Length)
            Array.Resize(ref _bytes, Math.Max(Length + bytes.Length, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Notes the field in a line (without its line end) that lies, or will lie, at that offset of the block.</summary>
    internal void AddField(ReadOnlySpan<byte> line, int offset)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 0)
            throw new ParseException("A header line has no colon: expected name: value", line);
        ReadOnlySpan<byte> name = line[..colon];
        if (!Grammar.IsToken(name))
        {
            bool spaced = !name.IsEmpty && name[^1] is (byte)' ' or (byte)'\t';
            throw new ParseException(
                spaced ? "White space before a header's colon: expected name: value" : "A header name is not a token", line);
        }
        ReadOnlySpan<byte> value = TrimSpaces(line[(colon + 1)..], out int skipped);
        CheckValue(value);
        if (Count == _fields.Length)
            Array.Resize(ref _fields, Count * 2);
        _fields[Count++] = new Field(offset, colon, offset + colon + 1 + skipped, value.Length);
    }

    /// <summary>Joins a folded line, stored at that offset, to the value before it by a single space (RFC 9112 section 5.2).</summary>
    internal void Fold(int offset, int length)
    {
        ReadOnlySpan<byte> more = TrimSpaces(Slice(offset, length), out int skipped);
        CheckValue(more);
        if (more.IsEmpty)
            return;
        ref Field last = ref _fields[Count - 1];
        if (last.ValueLength == 0)
        {
            last = last with { ValueStart = offset + skipped, ValueLength = more.Length };
            return;
        }
        // The value ended before this line's start, so there is room for the space and the bytes only move down.
        int end = last.ValueStart + last.ValueLength;
        _bytes[end] = (byte)' ';
        more.CopyTo(_bytes.AsSpan(end + 1));
        last = last with { ValueLength = last.ValueLength + 1 + more.Length };
    }

    /// <summary>A copy of the fields that outlives the next response.</summary>
    internal Headers ToHeaders() =>
        Count == 0 ? new Headers() : new Headers(_bytes.AsSpan(0, Length).ToArray(), _fields.AsSpan(0, Count).ToArray());

    private ref readonly Field At(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Count, nameof(i));
        return ref _fields[i];
    }

    private static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> text, out int skipped)
    {
        skipped = 0;
        while (skipped < text.Length && text[skipped] is (byte)' ' or (byte)'\t')
            skipped++;
        int end = text.Length;
        while (end > skipped && text[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        return text[skipped..end];
    }

    private static void CheckValue(ReadOnlySpan<byte> value)
    {
        int at = Grammar.IndexOfControl(value);
        if (at < 0)
            return;
        throw new ParseException(
            value[at] == '\r' ? "A bare CR in a header line: expected CR LF" : $"Control byte 0x{value[at]:x2} in a header value", value);
    }
}
