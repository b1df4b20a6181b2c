using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>An exchange whose user gets the response when its headers are there and reads the body as it comes.</summary>
internal sealed class ResponseExchange : Exchange, IBodySource
{
    private HTTP11ClientProtocol? _connection;
    private Response? _response;

    internal ResponseExchange(Request request) : base(request) => Deferred = new Deferred<Response>(this);

    internal Deferred<Response> Deferred { get; }

    internal override bool IsHolding => _response is { IsBodiless: false, WantsBytes: false };

    internal override bool TakesTransport => true;

    internal override bool IsReaderPaused => _response is { IsPaused: true };

    RequestTimes IBodySource.Times => Times;

    internal override Response? PartialResponse => _response;

    internal override void HeadReceived(HTTP11ClientProtocol connection, ResponseParser parser)
    {
        _connection = connection;
        _response = new Response(this, parser, Use, connection.Tls);
        // A response without a body is told of at its end, when the connection is idle already.
        if (!_response.IsBodiless)
            Deferred.Callback(_response);
    }

    internal override void BodyReceived(ReadOnlySpan<byte> data) => _response!.BodyReceived(data); // After the head.

    internal override void Complete() => _response!.Trailers = _connection!.Trailers; // After the head.

    internal override void Fire()
    {
        var response = _response!; // A response that ended had a head.
        response.BodyEnded(null);
        if (!Deferred.Called)
            Deferred.Callback(response);
    }

    internal override void Fail(Failure reason)
    {
        EndTime();
        if (!Deferred.Called)
            Deferred.Errback(reason);
        else
            _response?.BodyEnded(reason);
    }

    public void ResumeBody()
    {
        Touch(); // The pause before was the reader's.
        _connection?.ResumeBody(this);
    }

    /// <summary>Gives the connection to another protocol.</summary>
    internal void HandOver(IProtocol protocol) => _connection!.HandOver(this, protocol); // A response has come by one.

    public void AbandonBody(Failure reason)
    {
        Carrier?.Abandon(this);
        _response?.BodyEnded(reason);
    }
}
