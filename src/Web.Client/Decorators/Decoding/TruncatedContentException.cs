namespace TwistedSharp.Web.Client;

/// <summary>A response's body ended, and what it holds in its Content-Encoding did not; Twisted takes such a body for whole.</summary>
public sealed class TruncatedContentException : ContentDecodingException
{
    internal TruncatedContentException(string coding, long received)
        : base(coding, $"it is cut short; expected more after {received} coded bytes.") { }
}
