namespace TwistedSharp.Web.Client;

/// <summary>A request method is not an RFC 9110 token.</summary>
public sealed class InvalidMethodException : ArgumentException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public InvalidMethodException(string message)
        : base(message)
    {
    }
}
