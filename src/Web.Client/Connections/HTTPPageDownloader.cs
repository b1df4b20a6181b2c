namespace TwistedSharp.Web.Client;

/// <summary>A page getter that hands the body on piece by piece instead of keeping it (twisted.web.client.HTTPPageDownloader).</summary>
public class HTTPPageDownloader(WireLimits? limits = null) : HTTPPageGetter(limits)
{
    private bool _isTransmitting;

    private HTTPDownloader? Downloader => ClientFactory as HTTPDownloader;

    /// <inheritdoc/>
    protected override void HandleStatusCode(int status)
    {
        _isTransmitting = false;
        if (status == 206)
            HandleStatus_206();
        else
            base.HandleStatusCode(status);
    }

    /// <summary>200 OK: the file from its start.</summary>
    protected override void HandleStatus_200()
    {
        _isTransmitting = true;
        Downloader?.PageStart(isPartial: false);
    }

    /// <summary>206 Partial Content: the part of the file that was asked for.</summary>
    protected virtual void HandleStatus_206()
    {
        _isTransmitting = true;
        Downloader?.PageStart(isPartial: true);
    }

    /// <inheritdoc/>
    protected override void HandleResponsePart(ReadOnlySpan<byte> data)
    {
        if (_isTransmitting)
            Downloader?.PagePart(data);
        else
            base.HandleResponsePart(data);
    }

    /// <inheritdoc/>
    protected override void HandleResponseEnd()
    {
        if (_isTransmitting)
            Downloader?.PageEnd();
        base.HandleResponseEnd();
    }
}
