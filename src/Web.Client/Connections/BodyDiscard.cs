using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Drops a body, and gives up when it is too large to be worth it.</summary>
internal sealed class BodyDiscard : IBodySink, ICanceller
{
    private readonly Response _response;
    private long _room;

    internal BodyDiscard(Response response, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _response = response;
        _room = maxBytes;
        Deferred = new Deferred<bool>(this);
    }

    internal Deferred<bool> Deferred { get; }

    public void BodyReceived(ReadOnlySpan<byte> data)
    {
        _room -= data.Length;
        if (_room < 0)
            TakeTooMuch();
    }

    public void BodyEnded(Failure? failure)
    {
        // Cancelled, it has told already.
        if (!Deferred.Called)
            Deferred.Callback(failure is null);
    }

    public void Cancel()
    {
        Deferred.Errback(new CancelledException("Dropping the body was cancelled."));
        TakeTooMuch();
    }

    internal void TakeTooMuch() =>
        _response.Abandon(new Failure(new ConnectionAbortedException("The rest of the body is not worth reading.")), this);
}
