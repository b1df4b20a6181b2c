namespace TwistedSharp.Web.Client;

/// <summary>Content-Length is not digits, does not fit 63 bits, or its values contradict each other (RFC 9112 section 6.3).</summary>
public sealed class InvalidContentLengthException : ParseException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public InvalidContentLengthException(string message)
        : base(message)
    {
    }

    internal InvalidContentLengthException(string problem, ReadOnlySpan<byte> seen)
        : base(problem, seen)
    {
    }
}
