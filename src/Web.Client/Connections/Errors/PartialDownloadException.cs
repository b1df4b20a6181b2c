namespace TwistedSharp.Web.Client;

/// <summary>The connection ended before the page did (twisted.web.client.PartialDownloadError).</summary>
public sealed class PartialDownloadException : WebErrorException
{
    internal PartialDownloadException(int status, string? message, byte[] body, Failure reason)
        : base(status, message, body, $": {reason.GetErrorMessage()}") => Reason = reason;

    /// <summary>How the connection ended.</summary>
    public Failure Reason { get; }
}
