using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>Keeps a whole body in memory, up to a limit, and fires with it.</summary>
internal abstract class BodyCollector<T> : IBodySink, ICanceller
{
    private readonly Response _response;
    private protected BodyBuffer Buffer;

    private protected BodyCollector(Response response, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _response = response;
        Buffer = new BodyBuffer(maxBytes, response.Length);
        Deferred = new Deferred<T>(this);
    }

    internal Deferred<T> Deferred { get; }

    public void BodyReceived(ReadOnlySpan<byte> data)
    {
        if (!Buffer.TryAppend(data))
            _response.Abandon(new Failure(Buffer.TooLarge()));
    }

    public void BodyEnded(Failure? failure)
    {
        if (failure is not null)
        {
            Buffer.Release();
            if (!Deferred.Called)
                Deferred.Errback(failure);
            return;
        }
        var result = TakeResult();
        Deferred.Callback(result);
    }

    public void Cancel() => _response.Abandon(new Failure(new CancelledException("Reading the body was cancelled.")));

    private protected abstract T TakeResult();
}

internal sealed class BytesCollector(Response response, int maxBytes) : BodyCollector<byte[]>(response, maxBytes)
{
    private protected override byte[] TakeResult() => Buffer.TakeBytes();
}

internal sealed class StringCollector(Response response, int maxBytes, string? contentType) : BodyCollector<string>(response, maxBytes)
{
    private protected override string TakeResult() => Buffer.TakeString(Charset.FromContentType(contentType));
}
