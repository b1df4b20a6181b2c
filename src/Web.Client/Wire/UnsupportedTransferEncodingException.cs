namespace TwistedSharp.Web.Client;

/// <summary>Transfer-Encoding is anything but exactly <c>chunked</c>, so the end of the body cannot be known.</summary>
public sealed class UnsupportedTransferEncodingException : ParseException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public UnsupportedTransferEncodingException(string message)
        : base(message)
    {
    }

    internal UnsupportedTransferEncodingException(string problem, ReadOnlySpan<byte> seen)
        : base(problem, seen)
    {
    }
}
