using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>Gets a page into a file (twisted.web.client.HTTPDownloader).</summary>
/// <remarks>The file is opened when a response with a page is there, so a failed request leaves it as it was. Writing blocks the reactor for as
/// long as the disk does, as in Twisted.</remarks>
public class HTTPDownloader : HTTPClientFactory
{
    private readonly string? _fileName;
    private Stream? _file;

    /// <summary>A download into a file that is opened, written and closed.</summary>
    /// <param name="url">Where the page is.</param>
    /// <param name="fileName">Where it goes; overwritten, or continued when <paramref name="supportPartial"/> and the server can.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="supportPartial">Whether to ask only for what an existing file lacks.</param>
    /// <param name="timeout">How long it may take; null for no limit.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    public HTTPDownloader(
        string url, string fileName, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = PageSettings.DefaultAgent,
        bool supportPartial = false, TimeSpan? timeout = null, IDictionary<string, string>? cookies = null, bool followRedirect = true,
        int redirectLimit = 20, bool afterFoundGet = false)
        : base(url, method, postdata, WithRange(headers, fileName, supportPartial, out var from), agent, timeout, cookies, followRedirect, redirectLimit, afterFoundGet)
    {
        _fileName = fileName;
        RequestedPartial = from;
    }

    /// <summary>A download into a stream that is open already; it is closed at the end.</summary>
    /// <param name="url">Where the page is.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="method">The method.</param>
    /// <param name="postdata">The body to send, or null.</param>
    /// <param name="headers">Header fields to send.</param>
    /// <param name="agent">The User-Agent.</param>
    /// <param name="timeout">How long it may take; null for no limit.</param>
    /// <param name="cookies">Cookies to send, by name; those that the server sets are put in.</param>
    /// <param name="followRedirect">Whether redirects are followed.</param>
    /// <param name="redirectLimit">The redirect that is not followed any more.</param>
    /// <param name="afterFoundGet">Whether 302 turns the method into GET.</param>
    public HTTPDownloader(
        string url, Stream file, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = PageSettings.DefaultAgent,
        TimeSpan? timeout = null, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20, bool afterFoundGet = false)
        : base(url, method, postdata, headers, agent, timeout, cookies, followRedirect, redirectLimit, afterFoundGet)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
    }

    /// <summary>The offset that was asked for, in bytes; 0 for the whole file.</summary>
    public long RequestedPartial { get; private set; }

    /// <inheritdoc/>
    protected override HTTPPageGetter MakeGetter() => new HTTPPageDownloader();

    /// <summary>The page begins.</summary>
    /// <param name="isPartial">Whether the server sends what was asked for and no more.</param>
    protected internal virtual void PageStart(bool isPartial)
    {
        if (isPartial && RequestedPartial == 0)
            throw new InvalidOperationException("The server sent a part of the page that nobody asked for (206 without Range).");
        var continues = isPartial && PartStart() == RequestedPartial;
        if (isPartial && !continues)
            throw new InvalidOperationException($"The server sent another part of the page than the one from byte {RequestedPartial}.");
        if (!continues)
            RequestedPartial = 0;
        _file ??= new FileStream(_fileName!, continues ? FileMode.Append : FileMode.Create); // One of the two was given.
    }

    /// <summary>A piece of the page is there.</summary>
    /// <param name="data">Valid during the call.</param>
    protected internal virtual void PagePart(ReadOnlySpan<byte> data) => _file?.Write(data);

    /// <summary>The page is complete.</summary>
    protected internal virtual void PageEnd() => CloseFile();

    /// <inheritdoc/>
    protected internal override void NoPage(Failure reason)
    {
        try
        {
            CloseFile();
        }
        catch (IOException e)
        {
            Log.Err(e, "Closing the file of a failed download failed too");
        }
        base.NoPage(reason);
    }

    private static Headers? WithRange(Headers? headers, string fileName, bool supportPartial, out long from)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        var file = new FileInfo(fileName);
        from = supportPartial && file.Exists ? file.Length : 0;
        if (from == 0)
            return headers;
        headers = headers?.Copy() ?? new Headers();
        headers.SetRawHeader("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={from}-"));
        return headers;
    }

    /// <summary>Where the part that the server sends begins, by Content-Range (RFC 9110 section 14.4); -1 when it does not say.</summary>
    private long PartStart()
    {
        var range = ResponseHeaders?.GetFirst("Content-Range");
        if (range is null || !range.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase))
            return -1;
        var start = range.AsSpan("bytes ".Length);
        var dash = start.IndexOf('-');
        return dash > 0 && long.TryParse(start[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : -1;
    }

    private void CloseFile()
    {
        var file = _file;
        _file = null;
        file?.Dispose();
    }
}
