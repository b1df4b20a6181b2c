namespace TwistedSharp.Web.Client;

/// <summary>The framing of a chunked body breaks RFC 9112 section 7.1. Twisted: <c>_MalformedChunkedDataError</c>.</summary>
public sealed class MalformedChunkedDataException : ParseException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public MalformedChunkedDataException(string message)
        : base(message)
    {
    }

    internal MalformedChunkedDataException(string problem, ReadOnlySpan<byte> seen)
        : base(problem, seen)
    {
    }
}
