namespace TwistedSharp.Web.Client;

/// <summary>A response's body is not what its Content-Encoding says (where Twisted has zlib.error).</summary>
public class ContentDecodingException : IOException
{
    internal ContentDecodingException(string coding, string seen, Exception? inner = null)
        : base($"The body cannot be decoded as {coding}: {seen}", inner) => Coding = coding;

    /// <summary>The coding's name.</summary>
    public string Coding { get; }
}
