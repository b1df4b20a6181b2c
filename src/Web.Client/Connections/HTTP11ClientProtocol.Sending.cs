namespace TwistedSharp.Web.Client;

/// <content>Sending the request.</content>
public partial class HTTP11ClientProtocol
{
    private RequestBodySender? _sender;

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
        if (State != ConnectionState.Transmitting)
            return;
        State = ConnectionState.Waiting;
        _exchange?.Enter(RequestPhase.FirstByte);
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
        var target = request.Proxy is null ? request.URI.OriginForm : request.URI.AbsoluteForm;
        var head = new RequestHead(request.Method, target, request.URI.HostHeader, request.Headers, length, request.Persistent, request.UserAgent)
        {
            Proxy = request.Proxy,
            ContentType = body?.ContentType,
        };
        RequestWriter.WriteHead(Transport, head);
        if (body is not null)
            SendBody(exchange, body);
        else
            exchange.Enter(RequestPhase.FirstByte);
    }

    private void SendBody(Exchange exchange, IBodyProducer body)
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
        _sender = new RequestBodySender(this, Transport, body);
        _sender.Start();
    }

    private void StopSending()
    {
        var sender = _sender;
        _sender = null;
        sender?.Stop();
    }
}
