using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>A response breaks HTTP/1.1's grammar; its connection is of no further use. Twisted: <c>ParseError</c>.</summary>
public class ParseException : Exception
{
    private const int MaxSeenChars = 64;

    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public ParseException(string message)
        : base(message)
    {
    }

    internal ParseException(string problem, ReadOnlySpan<byte> seen)
        : this(problem, Excerpt(seen))
    {
    }

    private ParseException(string problem, string seen)
        : base($"{problem}; seen \"{seen}\".")
    {
        Seen = seen;
    }

    /// <summary>The start of the offending bytes: at most 64 printable ASCII characters, others as <c>\xNN</c>; may be empty.</summary>
    public string Seen { get; } = "";

    private static string Excerpt(ReadOnlySpan<byte> seen)
    {
        var text = new StringBuilder(MaxSeenChars);
        foreach (byte b in seen)
        {
            bool printable = b is >= 0x20 and < 0x7f;
            if (text.Length + (printable ? 1 : 4) > MaxSeenChars)
                break;
            if (printable)
                text.Append((char)b);
            else
                text.Append("\\x").Append(b.ToString("x2"));
        }
        return text.ToString();
    }
}
