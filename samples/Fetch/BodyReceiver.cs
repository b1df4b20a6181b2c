using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Samples.Fetch;

/// <summary>Takes a body piece by piece, so that its size does not matter: counts it and passes it on to a stream.</summary>
internal sealed class BodyReceiver : Protocol, ICanceller
{
    private readonly Deferred _received;
    private Stream _content = Stream.Null;

    internal BodyReceiver() => _received = new Deferred(this);

    /// <summary>How many bytes came so far.</summary>
    internal long Length { get; private set; }

    /// <summary>Takes a response's body.</summary>
    /// <param name="response">The response.</param>
    /// <param name="content">Where the bytes go.</param>
    /// <returns>Fires at the body's end; fails with what broke it, or with what the stream threw.</returns>
    internal Deferred Receive(Response response, Stream content)
    {
        _content = content;
        response.DeliverBody(this);
        return _received;
    }

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        try
        {
            _content.Write(data);
            Length += data.Length;
        }
        catch (IOException e)
        {
            Abort(e);
        }
    }

    public override void ConnectionLost(Failure reason)
    {
        if (_received.Called)
            return;
        if (reason.Check<ResponseDoneException>())
            _received.Callback();
        else
            _received.Errback(reason);
    }

    public void Cancel() => Abort(new CancelledException("Receiving the body was cancelled."));

    /// <summary>Fails with the reason before the connection goes down, or the connection's end would be taken for the reason.</summary>
    private void Abort(Exception reason)
    {
        _received.Errback(reason);
        Transport.AbortConnection();
    }
}
