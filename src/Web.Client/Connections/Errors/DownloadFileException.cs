namespace TwistedSharp.Web.Client;

/// <summary>A download's file cannot be opened, written or closed: the disk is full, the file is a folder, nobody may write there.</summary>
/// <remarks>Python's IOError covers all of this, and so does this exception: .NET's own would be an <see cref="UnauthorizedAccessException"/> for
/// some, which is no <see cref="IOException"/>. Its HResult is that of the exception within.</remarks>
public sealed class DownloadFileException : IOException
{
    internal DownloadFileException(string? fileName, string what, Exception inner)
        : base($"{(fileName is null ? "The stream" : $"The file {fileName}")} {what}: {inner.Message}", inner)
    {
        FileName = fileName;
        HResult = inner.HResult;
    }

    /// <summary>The file; null when the download goes into a stream.</summary>
    public string? FileName { get; }
}
