using System.Collections;
using System.Diagnostics;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>
/// The headers of a request or response: names looked up in any case, kept in the order and spelling they were given. Twisted:
/// <c>twisted.web.http_headers.Headers</c>.
/// </summary>
/// <remarks>
/// Names must be RFC 9110 tokens. In values, a run of CR and LF becomes one space, or nothing at either end; other controls but HTAB are
/// refused. Values are written as UTF-8, as Twisted does; received ones are read as Latin-1, so that no byte is lost.
/// Received headers stay bytes until they are asked for: looking up one name makes no other string.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Headers : IEnumerable<KeyValuePair<string, string>>
{
    private static readonly string[] Secrets = ["Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization"];

    private byte[]? _block;
    private Field[] _fields = [];
    private Entry[] _entries = [];
    private int _count;

    /// <summary>Makes empty headers.</summary>
    public Headers()
    {
    }

    internal Headers(byte[] block, Field[] fields)
    {
        _block = block;
        _fields = fields;
    }

    /// <summary>How many different names there are.</summary>
    public int Count
    {
        get
        {
            Materialise();
            return _count;
        }
    }

    internal ReadOnlySpan<Entry> Entries
    {
        get
        {
            Materialise();
            return _entries.AsSpan(0, _count);
        }
    }

    /// <summary>Replaces all values under a name, keeping its place; no values at all remove it.</summary>
    /// <exception cref="InvalidHeaderNameException">The name is not a token.</exception>
    /// <exception cref="InvalidHeaderValueException">A value holds a control; nothing is changed.</exception>
    public void SetRawHeaders(string name, params IEnumerable<string> values)
    {
        CheckName(name);
        ArgumentNullException.ThrowIfNull(values);
        string[] cleaned = values.Select(value => Clean(name, value)).ToArray();
        if (cleaned.Length == 0)
            RemoveHeader(name);
        else
            Set(name, cleaned);
    }

    /// <summary>Replaces all values under a name by one, keeping its place.</summary>
    /// <inheritdoc cref="SetRawHeaders"/>
    public void SetRawHeader(string name, string value)
    {
        CheckName(name);
        Set(name, [Clean(name, value)]);
    }

    /// <summary>Adds one value after those the name has; a new name goes last.</summary>
    /// <exception cref="InvalidHeaderNameException">The name is not a token.</exception>
    /// <exception cref="InvalidHeaderValueException">The value holds a control.</exception>
    public void AddRawHeader(string name, string value)
    {
        CheckName(name);
        Append(name, Clean(name, value));
    }

    /// <summary>The same as <see cref="AddRawHeader"/>, for collection initialisers.</summary>
    public void Add(string name, string value) => AddRawHeader(name, value);

    /// <summary>All values under a name in order, or null; later changes do not show in the list.</summary>
    public IReadOnlyList<string>? GetRawHeaders(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_block is not null)
            return FieldValues(_block, name);
        int i = IndexOf(name);
        return i < 0 ? null : Array.AsReadOnly(_entries[i].Values);
    }

    /// <summary>The first value under a name, or null.</summary>
    public string? GetFirst(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_block is null)
            return IndexOf(name) is >= 0 and var i ? _entries[i].Values[0] : null;
        int field = IndexOfField(_block, name, 0);
        return field < 0 ? null : FieldValue(_block, field);
    }

    /// <summary>Whether a name is there.</summary>
    public bool HasHeader(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (_block is null ? IndexOf(name) : IndexOfField(_block, name, 0)) >= 0;
    }

    /// <summary>Removes a name with its values; false if it was not there.</summary>
    public bool RemoveHeader(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Materialise();
        int i = IndexOf(name);
        if (i < 0)
            return false;
        _count--;
        Array.Copy(_entries, i + 1, _entries, i, _count - i);
        _entries[_count] = default;
        return true;
    }

    /// <summary>Every name with its values, in insertion order. Changing the headers meanwhile gives undefined results.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> GetAllRawHeaders()
    {
        Materialise();
        for (int i = 0; i < _count; i++)
            yield return (_entries[i].Name, Array.AsReadOnly(_entries[i].Values));
    }

    /// <summary>Headers of the same content that change independently.</summary>
    public Headers Copy()
    {
        // Blocks and value arrays are never written to, so both sides may hold them.
        Headers copy = _block is null ? new Headers() : new Headers(_block, _fields);
        copy._entries = _entries.AsSpan(0, _count).ToArray();
        copy._count = _count;
        return copy;
    }

    /// <summary>A copy with one name set, in one go: agents around agents do it with every request.</summary>
    /// <param name="original">What is copied; nothing when null.</param>
    /// <param name="name">A token.</param>
    /// <param name="values">Its values, checked and never written to again.</param>
    internal static Headers With(Headers? original, string name, string[] values)
    {
        var copy = new Headers();
        var entries = original is null ? default : original.Entries;
        int i = original?.IndexOf(name) ?? -1;
        copy._count = i < 0 ? entries.Length + 1 : entries.Length;
        copy._entries = new Entry[copy._count];
        entries.CopyTo(copy._entries);
        copy._entries[i < 0 ? entries.Length : i] = new Entry(name, values);
        return copy;
    }

    /// <summary>A copy with one name set to one value.</summary>
    /// <exception cref="InvalidHeaderValueException">The value holds a control.</exception>
    internal static Headers With(Headers? original, string name, string value) => With(original, name, [Clean(name, value)]);

    /// <summary>One pair for every value, in insertion order of the names.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        Materialise();
        for (int i = 0; i < _count; i++)
        {
            foreach (string value in _entries[i].Values)
                yield return new KeyValuePair<string, string>(_entries[i].Name, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The headers for a log: the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie are left out.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("<Headers");
        string separator = " ";
        foreach ((string name, string value) in this)
        {
            bool secret = Secrets.Contains(name, StringComparer.OrdinalIgnoreCase);
            text.Append(separator).Append(name).Append(": ").Append(secret ? "(hidden)" : value);
            separator = ", ";
        }
        return text.Append('>').ToString();
    }

    private static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Grammar.IsToken(name))
            throw new InvalidHeaderNameException($"Bad header name \"{Printable(name)}\": expected an RFC 9110 token.");
    }

    // Messages name the header, never the value: it may be a credential.
    private static string Clean(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int at = Grammar.IndexOfControl(value);
        if (at >= 0 && value.AsSpan().ContainsAny('\r', '\n'))
        {
            value = JoinLines(value);
            at = Grammar.IndexOfControl(value);
        }
        if (at >= 0)
        {
            throw new InvalidHeaderValueException(
                $"Control character 0x{(int)value[at]:x2} at {at} in the value of {name}: expected none but tab.");
        }
        if (HasLoneSurrogate(value))
            throw new InvalidHeaderValueException($"Half a surrogate pair in the value of {name}: expected text that UTF-8 can carry.");
        return value;
    }

    private static string JoinLines(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (Range range in value.AsSpan().SplitAny('\r', '\n'))
        {
            ReadOnlySpan<char> line = value.AsSpan()[range];
            if (line.IsEmpty)
                continue;
            if (text.Length > 0)
                text.Append(' ');
            text.Append(line);
        }
        return text.ToString();
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> value)
    {
        int i = value.IndexOfAnyInRange('\ud800', '\udfff');
        while (i >= 0 && i < value.Length)
        {
            if (char.IsSurrogate(value[i]))
            {
                if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                    return true;
                i++;
            }
            i++;
        }
        return false;
    }

    private static string Printable(string name)
    {
        string shown = name.Length > 64 ? name[..64] : name;
        return string.Create(shown.Length, shown, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = from[i] is >= ' ' and < '\u007f' ? from[i] : '?';
        });
    }

    private void Set(string name, string[] values)
    {
        Materialise();
        int i = IndexOf(name);
        if (i < 0)
            Insert(new Entry(name, values));
        else
            _entries[i] = new Entry(name, values);
    }

    private void Append(string name, string value)
    {
        Materialise();
        int i = IndexOf(name);
        if (i < 0)
            Insert(new Entry(name, [value]));
        else
            _entries[i] = _entries[i] with { Values = [.. _entries[i].Values, value] };
    }

    private void Insert(Entry entry)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(4, _count * 2));
        _entries[_count++] = entry;
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _count; i++)
        {
            if (string.Equals(_entries[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    private List<string>? FieldValues(byte[] block, string name)
    {
        List<string>? values = null;
        for (int i = IndexOfField(block, name, 0); i >= 0; i = IndexOfField(block, name, i + 1))
            (values ??= []).Add(FieldValue(block, i));
        return values;
    }

    private string FieldValue(byte[] block, int i) => Encoding.Latin1.GetString(block, _fields[i].ValueStart, _fields[i].ValueLength);

    private int IndexOfField(byte[] block, string name, int from)
    {
        for (int i = from; i < _fields.Length; i++)
        {
            if (_fields[i].NameLength == name.Length
                && Ascii.EqualsIgnoreCase(block.AsSpan(_fields[i].NameStart, name.Length), name))
            {
                return i;
            }
        }
        return -1;
    }

    private void Materialise()
    {
        if (_block is not { } block)
            return;
        _block = null;
        for (int i = 0; i < _fields.Length; i++)
            Append(Encoding.ASCII.GetString(block, _fields[i].NameStart, _fields[i].NameLength), FieldValue(block, i));
        _fields = [];
    }

    /// <summary>One name, and its values in an array that is never written to after it is made.</summary>
    internal readonly record struct Entry(string Name, string[] Values);
}
