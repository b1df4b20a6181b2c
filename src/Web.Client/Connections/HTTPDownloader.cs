using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>Gets a page into a file (twisted.web.client.HTTPDownloader).</summary>
/// <remarks>The file is opened when a response with a page is there, so a failed request leaves it as it was; one that breaks off keeps
/// what came, to
/// be continued. A file is continued unless the server says that the page was changed after the file was written; a server that says
/// nothing is trusted. Who knows a validator of what the file has (the ETag of <see cref="HTTPClientFactory.ResponseHeaders"/>) puts it
/// into If-Range among the headers: then a page that has changed comes whole. Writing blocks the reactor for as long as the disk does,
/// as in
/// Twisted. What goes wrong with the file is a <see cref="DownloadFileException"/>, a part that is not the one asked for a
/// <see cref="ContentRangeException"/>.</remarks>
public class HTTPDownloader : HTTPClientFactory
{
    internal const string DefaultDownloadAgent = "Twisted client";

    /// <summary>Servers tell times in whole seconds, and two of them here.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>Whether the caller's own headers ask for a range, which then is the page.</summary>
    private readonly bool _asksForRange;

    /// <summary>When the file that is to be continued was written last, by the system's clock.</summary>
    private readonly DateTimeOffset _written;

    /// <summary>The part that comes; null for all.</summary>
    private ContentRange? _part;
    private long _received;

    /// <summary>A download into a file that is opened, written and closed.</summary>
    /// <param name="url">Where the page is.</param>
    /// <param name="fileName">Where it goes; overwritten, or continued when <paramref name="supportPartial"/> and the server can.</param>
    /// <param name="method">The method. HEAD leaves the file as it is.</param>
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
        string url, string fileName, string method = "GET", byte[]? postdata = null, Headers? headers = null,
        string agent = DefaultDownloadAgent, bool supportPartial = false, TimeSpan? timeout = null,
        IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
        bool afterFoundGet = false)
        : base(
            url, method, postdata, WithRange(headers, fileName, supportPartial, out var from, out var written), agent, timeout, cookies, followRedirect,
            redirectLimit, afterFoundGet)
    {
        FileName = fileName;
        RequestedPartial = from;
        _written = written;
        _asksForRange = from == 0 && headers?.HasHeader("Range") == true;
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
        string url, Stream file, string method = "GET", byte[]? postdata = null, Headers? headers = null,
        string agent = DefaultDownloadAgent, TimeSpan? timeout = null, IDictionary<string, string>? cookies = null,
        bool followRedirect = true, int redirectLimit = 20, bool afterFoundGet = false)
        : base(url, method, postdata, headers, agent, timeout, cookies, followRedirect, redirectLimit, afterFoundGet)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
        _asksForRange = headers?.HasHeader("Range") == true;
    }

    /// <summary>The file's name; null when the page goes into a stream that was given.</summary>
    public string? FileName { get; }

    /// <summary>The file while it is open, or the stream that was given until it is closed.</summary>
    public Stream? File { get; private set; }

    /// <summary>The offset that was asked for, in bytes; 0 for the whole file.</summary>
    public long RequestedPartial { get; private set; }

    /// <summary>How large the file may become, in bytes, what it had included; null, as it is unless set, for what the disk takes. A page
    /// that is larger fails with <see cref="LimitExceededException"/>, before the file is touched when the server tells its length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long? MaxBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            field = value;
        }
    }

    /// <summary>What the Deferred fires with; nothing unless set.</summary>
    public byte[] Value { get; set; } = [];

    /// <inheritdoc/>
    protected override HTTPPageGetter MakeGetter() => new HTTPPageDownloader();

    /// <summary>The page begins: opens the file.</summary>
    /// <param name="partialContent">Whether what comes continues the file.</param>
    protected internal virtual void PageStart(bool partialContent)
    {
        if (File is not null)
            return;
        var file = OpenFile(partialContent);
        File = file;
        if (partialContent && file is { CanSeek: true } && file.Position != RequestedPartial)
            throw new IOException($"it had {RequestedPartial} bytes when the request was sent, and has {file.Position} now");
    }

    /// <summary>Opens the file.</summary>
    /// <param name="partialContent">Whether to go on at its end; else it becomes empty.</param>
    protected virtual Stream OpenFile(bool partialContent)
    {
        var name = FileName ?? throw new InvalidOperationException($"{this} goes into a stream, which has been closed.");
        if (Directory.Exists(name))
            throw new IOException("it is a folder");
        // Not Append, which would make a file that is not there any more.
        var file = new FileStream(name, partialContent ? FileMode.Open : FileMode.Create, FileAccess.Write);
        if (partialContent && file.CanSeek)
            file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <summary>A piece of the page is there.</summary>
    /// <param name="data">Valid during the call.</param>
    protected internal virtual void PagePart(ReadOnlySpan<byte> data) => File?.Write(data);

    /// <summary>The page is complete: closes the file.</summary>
    protected internal virtual void PageEnd() => CloseFile();

    /// <inheritdoc/>
    protected internal override void Page(byte[] body) => base.Page(Value);

    /// <inheritdoc/>
    protected internal override void NoPage(Failure reason)
    {
        try
        {
            CloseFile();
        }
        catch (Exception e)
        {
            Log.Err(e, "Closing the file of a failed download failed too");
        }
        base.NoPage(reason);
    }

    /// <summary>What is wrong with that many bytes more, or null.</summary>
    internal LimitExceededException? Exceeded(long more) =>
        MaxBytes is { } limit && more > limit - RequestedPartial - _received ? new LimitExceededException(nameof(MaxBytes), limit) : null;

    /// <summary>The page begins.</summary>
    /// <param name="isPartial">Whether a part of it comes.</param>
    /// <param name="reasonPhrase">The server's.</param>
    /// <param name="headers">The server's.</param>
    /// <param name="announced">How much comes; null when the server does not say.</param>
    /// <returns>What is wrong with so much, or null; then the file is open.</returns>
    internal LimitExceededException? Begin(bool isPartial, string reasonPhrase, Headers headers, long? announced)
    {
        _received = 0;
        _part = isPartial ? CheckPart(reasonPhrase, headers) : null;
        if (!isPartial)
            RequestedPartial = 0; // The server sends all of it; what was there is overwritten.
        if (Exceeded(announced ?? 0) is { } exceeded)
            return exceeded;
        Use("cannot be opened", () => PageStart(isPartial && RequestedPartial > 0));
        return null;
    }

    internal void Receive(ReadOnlySpan<byte> data)
    {
        _received += data.Length;
        if (_part is { } part && _received > part.Length)
            throw new ContentRangeException(Message, null, $"more than the {part.Length} bytes came that Content-Range announced");
        try
        {
            PagePart(data);
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw new DownloadFileException(FileName, "cannot be written", e);
        }
    }

    internal void End(string reasonPhrase)
    {
        Use("cannot be closed", PageEnd);
        if (_part is not { } part)
            return;
        if (_received < part.Length)
            throw new PartialDownloadException(206, reasonPhrase, [], new Failure(new DataLossException(part.Length, _received)));
        // A server may send less than it was asked for (RFC 9110 section 15.3.7); the rest can be had by asking again.
        if (RequestedPartial > 0 && part is { Total: { } total, Last: { } last } && last + 1 < total)
            throw new PartialDownloadException(206, reasonPhrase, [], new Failure(new DataLossException(total, last + 1)));
    }

    private static Headers? WithRange(Headers? headers, string fileName, bool supportPartial, out long from, out DateTimeOffset written)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        var file = new FileInfo(fileName);
        from = supportPartial && file.Exists ? file.Length : 0;
        written = file.LastWriteTimeUtc;
        if (from == 0)
            return headers;
        headers = headers?.Copy() ?? new Headers();
        headers.SetRawHeader("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={from}-"));
        return headers;
    }

    private ContentRange CheckPart(string reasonPhrase, Headers headers)
    {
        var fields = headers.GetRawHeaders("Content-Range") ?? [];
        var field = fields.Count == 0 ? null : string.Join(", ", fields);
        ContentRangeException Wrong(string more) => new(reasonPhrase, field, more);

        if (RequestedPartial == 0 && !_asksForRange)
            throw Wrong("a part of the page that nobody asked for");
        var asked = RequestedPartial == 0 ? "the part that was asked for" : $"the page from byte {RequestedPartial} on";
        if (field is null)
            throw Wrong($"no Content-Range says which part it is; expected {asked}");
        if (!ContentRange.TryParse(field, out var part) || part.First is null)
            throw Wrong($"Content-Range {field}: expected {asked}");
        if (RequestedPartial > 0 && part.First != RequestedPartial)
            throw Wrong($"Content-Range {field}: expected {asked}");
        if (RequestedPartial > 0 && HasChanged(headers))
            throw Wrong($"the rest of a page that was changed ({headers.GetFirst("Last-Modified")}) after the file was written; expected the same page");
        if (headers.GetFirst("Content-Length") is { } length && length.Trim() != part.Length.ToString(CultureInfo.InvariantCulture))
            throw Wrong($"Content-Range {field} with Content-Length {length}: expected a part of that length");
        return part;
    }

    /// <summary>Whether the page was changed after the file was written. The server's clock may be wrong, but its Date tells by how much.</summary>
    private bool HasChanged(Headers headers)
    {
        if (HTTPDate.Read(headers.GetFirst("Last-Modified")) is not { } changed)
            return false;
        var now = TimeProvider.System.GetUtcNow(); // As the file system's.
        return changed - (HTTPDate.Read(headers.GetFirst("Date")) ?? now) > _written - now + Rounding;
    }

    /// <summary>What files and streams throw; anything else is an override's own and passes as it is.</summary>
    private static bool IsOfFile(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException;

    private void Use(string whatFails, Action use)
    {
        try
        {
            use();
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw new DownloadFileException(FileName, whatFails, e);
        }
    }

    private void CloseFile()
    {
        var file = File;
        File = null;
        file?.Dispose();
    }
}
