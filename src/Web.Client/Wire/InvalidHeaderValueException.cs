namespace TwistedSharp.Web.Client;

/// <summary>A header value holds a character that no header may carry: a control other than HTAB, or half a surrogate pair.</summary>
public sealed class InvalidHeaderValueException : ArgumentException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public InvalidHeaderValueException(string message)
        : base(message)
    {
    }
}
