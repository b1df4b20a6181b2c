namespace TwistedSharp.Web.Client;

/// <summary>A text is not an absolute URI this client would send a request to.</summary>
public sealed class InvalidURIException : ArgumentException
{
    /// <summary>Makes the error with a message that says what was seen and what was expected.</summary>
    public InvalidURIException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the error with a message and the error underneath it.</summary>
    public InvalidURIException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
