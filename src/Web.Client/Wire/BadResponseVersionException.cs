namespace TwistedSharp.Web.Client;

/// <summary>A response does not start with <c>HTTP/1.</c> and a digit. Twisted: <c>BadResponseVersion</c>.</summary>
public sealed class BadResponseVersionException : ParseException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public BadResponseVersionException(string message)
        : base(message)
    {
    }

    internal BadResponseVersionException(string problem, ReadOnlySpan<byte> seen)
        : base(problem, seen)
    {
    }
}
