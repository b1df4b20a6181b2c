namespace TwistedSharp.Web.Client;

/// <summary>A page could not be had: the server answered with a status that is not success (twisted.web.error.Error).</summary>
public class WebErrorException : IOException
{
    /// <summary>An error answer.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="message">The reason phrase; the standard one for the status when null or empty.</param>
    /// <param name="body">The body that came with it.</param>
    public WebErrorException(int status, string? message = null, byte[]? body = null) : this(status, message, body, "") { }

    private protected WebErrorException(int status, string? message, byte[]? body, string more)
        : base($"{status} {Phrase(status, message)}{more}")
    {
        Status = status;
        ReasonPhrase = Phrase(status, message);
        Body = body ?? [];
    }

    /// <summary>The status code.</summary>
    public int Status { get; }

    /// <summary>The reason phrase.</summary>
    public string ReasonPhrase { get; }

    /// <summary>The body that came with it (Twisted's response attribute).</summary>
    public byte[] Body { get; }

    private static string Phrase(int status, string? message) => string.IsNullOrEmpty(message) ? ReasonPhrases.For(status) : message;
}
