namespace TwistedSharp.Web.Client;

/// <summary>A header name is not an RFC 9110 token. Twisted: <c>InvalidHeaderName</c>.</summary>
public sealed class InvalidHeaderNameException : ArgumentException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public InvalidHeaderNameException(string message)
        : base(message)
    {
    }
}
