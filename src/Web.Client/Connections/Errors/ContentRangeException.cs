namespace TwistedSharp.Web.Client;

/// <summary>The server sent a part of the page that was not asked for, or another than the one that was (206 Partial Content).</summary>
/// <remarks>The file is as it was, unless the server sent more than it had announced: then it has what was announced.</remarks>
public sealed class ContentRangeException : WebErrorException
{
    internal ContentRangeException(string? message, string? contentRange, string more) : base(206, message, null, $": {more}") =>
        ContentRange = contentRange;

    /// <summary>The server's Content-Range; null when there was none.</summary>
    public string? ContentRange { get; }
}
