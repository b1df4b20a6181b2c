using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <content>Sending the request.</content>
public partial class HTTP11ClientProtocol
{
    private RequestBodySender? _sender;

    /// <summary>The body that waits for the server's 100 Continue, or for its time.</summary>
    private IBodyProducer? _withheld;
    private BodyLength _withheldLength;
    private DelayedCall? _patience;
    private Sending _body;

    private enum Sending
    {
        /// <summary>There is no body, or it has gone to the transport.</summary>
        Done,
        UnderWay,

        /// <summary>The server has answered before it wanted the body: it has seen nothing of it, and waits for it, or for our
        /// close.</summary>
        Spared,

        /// <summary>The server has answered in the middle of it; the rest is not sent.</summary>
        Cut,
    }

    /// <summary>Bytes of the request's body have gone to the transport.</summary>
    internal void BodyMoved()
    {
        if (State == ConnectionState.Transmitting)
            _exchange?.Touch();
    }

    internal void BodySent(RequestBodySender sender)
    {
        if (sender != _sender)
            return;
        _sender = null;
        _body = Sending.Done;
        if (State != ConnectionState.Transmitting)
            return;
        State = ConnectionState.Waiting;
        if (_exchange is { IsAnswered: false })
            _exchange.Enter(RequestPhase.FirstByte);
    }

    internal void BodyFailed(RequestBodySender sender, Failure reason)
    {
        if (sender != _sender)
            return;
        _sender = null;
        FailExchange(new Failure(new RequestGenerationFailedException(reason)));
    }

    private void WriteRequest(Exchange exchange, Request request)
    {
        var body = request.Body;
        var length = body is null ? BodyLength.None : body.Length is { } known ? BodyLength.Of(known) : BodyLength.Unknown;
        _body = Sending.Done;
        RequestWriter.WriteHead(Transport, new RequestHead(
            request.Method, TargetOf(request), request.URI.HostHeader, request.Headers, length, request.Persistent, request.UserAgent)
        {
            Proxy = request.Proxy,
            ContentType = body?.ContentType,
            Upgrade = request.Options.Upgrade,
            ExpectsContinue = Asks(request, length),
        });
        if (body is null)
            exchange.Enter(RequestPhase.FirstByte);
        else if (!Asks(request, length) || !Withhold(exchange, body, length))
            SendBody(exchange, body, length);
    }

    /// <summary>Whether the server is asked first; not without content (RFC 9110 section 10.1.1).</summary>
    private static bool Asks(Request request, BodyLength length) => request.Options.ExpectContinue is not null && length.Bytes is not 0;

    private static string TargetOf(Request request)
    {
        if (request.Method == "CONNECT")
            return AuthorityOf(request.URI);
        return request.Proxy is null ? request.URI.OriginForm : request.URI.AbsoluteForm;
    }

    /// <summary>Host and port, the port always (RFC 9112 section 3.2.3).</summary>
    private static string AuthorityOf(URI uri) => $"{(uri.Host.Contains(':') ? $"[{uri.Host}]" : uri.Host)}:{uri.Port}";

    private bool Withhold(Exchange exchange, IBodyProducer body, BodyLength length)
    {
        _patience = exchange.CallLater(exchange.Request.Options.ExpectContinue!.Value, SendWithheld); // Asked whether there is one.
        if (_patience is null)
            return false;
        _withheld = body;
        _withheldLength = length;
        _body = Sending.Spared;
        State = ConnectionState.Transmitting;
        exchange.Enter(RequestPhase.Send);
        return true;
    }

    /// <summary>The server wants the body, or has been waited for long enough.</summary>
    private void SendWithheld()
    {
        if (State != ConnectionState.Transmitting || _exchange is not { } exchange || TakeWithheld() is not { } body)
            return;
        _body = Sending.Done;
        State = ConnectionState.Waiting;
        try
        {
            SendBody(exchange, body, _withheldLength);
        }
        catch (Exception e)
        {
            FailExchange(new Failure(new RequestGenerationFailedException(new Failure(e))));
        }
    }

    private void SendBody(Exchange exchange, IBodyProducer body, BodyLength length)
    {
        if (body is BytesBodyProducer bytes)
        {
            if (bytes.Data.Length <= PacedBytes.PieceBytes)
            {
                exchange.Enter(RequestPhase.FirstByte);
                Transport.Write(bytes.Data.Span);
                return;
            }
            body = new PacedBytes(bytes.Data);
        }
        exchange.Enter(RequestPhase.Send);
        State = ConnectionState.Transmitting;
        _body = Sending.UnderWay;
        _sender = new RequestBodySender(this, Transport, body, length);
        _sender.Start();
    }

    /// <summary>The final response has begun before the request was sent whole.</summary>
    private void AnsweredEarly(int status)
    {
        // To send it now would only keep the connection from its end. A success may come while the server still reads; anything else means
        // that it does not want the rest (RFC 9112 section 9.5).
        if (_withheld is not null || (status >= 300 && _sender is not { HasWrittenAll: true }))
            StopSending();
    }

    /// <summary>The response has ended: a body that was sent whole holds the connection no longer, whatever its producer still does.</summary>
    private void ReleaseSentBody()
    {
        if (_sender is not { HasWrittenAll: true } sender)
            return;
        BodySent(sender);
        sender.Release();
    }

    private void StopSending()
    {
        if (TakeWithheld() is { } withheld)
            StopUnsent(withheld);
        var sender = _sender;
        if (sender is null)
            return;
        _sender = null;
        _body = Sending.Cut;
        sender.Stop();
    }

    private IBodyProducer? TakeWithheld()
    {
        if (_patience is { Active: true } patience)
            patience.Cancel();
        _patience = null;
        var body = _withheld;
        _withheld = null;
        return body;
    }

    private static void StopUnsent(IBodyProducer body)
    {
        try
        {
            body.StopProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "The StopProducing of a body that was not wanted failed");
        }
    }
}
