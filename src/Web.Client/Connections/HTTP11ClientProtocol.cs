using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>HTTP/1.1 over one connection, one exchange at a time, any method, bodies streamed both ways
/// (twisted.web.client.HTTP11ClientProtocol).</summary>
/// <remarks>
/// Theory. The connection is <see cref="ConnectionState.Quiescent"/> until an exchange begins, and again when it ended cleanly. It never
/// decides to close after a success: only the wire (Connection: close, bytes nobody asked for), an error, or its owner does. Received bytes
/// are pulled through the parser event by event, so that after each event the loop can stop: because the exchange holds (nobody reads the
/// body yet), or because a callback closed the connection.
///
/// At the end of a response the order is law: the exchange keeps its result, the owner gets the connection back, and only then the user is
/// told. A request made in the user's callback finds the connection idle.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public partial class HTTP11ClientProtocol : Protocol
{
    private readonly ResponseParser _parser;
    private readonly Action<HTTP11ClientProtocol>? _quiescentCallback;
    private Exchange? _exchange;
    private Deferred? _gone;
    private TlsFacts? _tls;
    private bool _isPulling;

    /// <summary>A protocol for one connection.</summary>
    /// <param name="quiescentCallback">Called whenever a response ended cleanly and the connection can take another request.</param>
    /// <param name="limits">What a server may send; null for the defaults.</param>
    public HTTP11ClientProtocol(Action<HTTP11ClientProtocol>? quiescentCallback = null, WireLimits? limits = null)
    {
        _quiescentCallback = quiescentCallback;
        _parser = new ResponseParser(limits ?? WireLimits.Default);
    }

    /// <summary>What the connection is doing.</summary>
    public ConnectionState State { get; private set; } = ConnectionState.Quiescent;

    /// <summary>How many requests it has carried.</summary>
    public long Requests { get; private set; }

    internal IConnectionOwner? Owner { get; set; }

    /// <summary>Its ordinal in its pool.</summary>
    internal long Ordinal { get; set; }

    /// <summary>What the server said about how long it keeps the connection, with its last response.</summary>
    internal KeepAliveHint KeepAlive => _parser.KeepAlive;

    /// <summary>The fields after the last chunked body.</summary>
    internal Headers? Trailers => _parser.Trailers;

    /// <summary>How it is secured; null when it is not.</summary>
    internal TlsFacts? Tls =>
        (Transport as ITlsTransport ?? (Transport as ITlsCapable)?.Tls) is { } tls ? _tls ??= new TlsFacts(tls) : null;

    /// <summary>The exchange that is under way, if any.</summary>
    private protected Exchange? CurrentExchange => _exchange;

    /// <summary>Sends a request.</summary>
    /// <param name="request">It.</param>
    /// <returns>The response, when its headers are there. Fails with <see cref="RequestNotSentException"/> when the connection is not
    /// quiescent, else with the exceptions of this namespace. Cancelling aborts the connection.</returns>
    public Deferred<Response> Request(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (State != ConnectionState.Quiescent || !HasTransport)
            return Deferred.Fail<Response>(new RequestNotSentException($"A request needs a quiescent connection; this one is {State}."));
        var exchange = new ResponseExchange(request) { Carrier = new Direct(this) };
        Begin(exchange);
        return exchange.Deferred;
    }

    /// <summary>Closes the connection at once; what is under way fails with <see cref="ResponseFailedException"/> for a
    /// <see cref="ConnectionAbortedException"/>.</summary>
    /// <returns>Fires when the connection is gone.</returns>
    public Deferred Abort()
    {
        if (State == ConnectionState.ConnectionLost)
            return Deferred.Succeed();
        _gone ??= new Deferred();
        if (State != ConnectionState.Aborting)
            FailExchange(new Failure(new ConnectionAbortedException("The connection was aborted.")));
        return _gone;
    }

    /// <summary>Closes an idle connection in order; fires when it is gone.</summary>
    internal Deferred Close()
    {
        if (State == ConnectionState.ConnectionLost)
            return Deferred.Succeed();
        _gone ??= new Deferred();
        State = ConnectionState.Closing;
        Transport.LoseConnection();
        return _gone;
    }

    /// <summary>Small writes must not wait for the peer's acknowledgement: a request is one write, and the next comes after its
    /// answer.</summary>
    public override void ConnectionMade()
    {
        if (Transport is ITcpTransport tcp)
            tcp.TcpNoDelay = true;
    }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        switch (State)
        {
            case ConnectionState.Transmitting or ConnectionState.Waiting when _reading == Reading.Flowing:
                Pull(data);
                break;
            case ConnectionState.Transmitting or ConnectionState.Waiting:
                // The transport is paused; what it had read already waits with the rest.
                Hold(data);
                break;
            case ConnectionState.Switching:
                KeepSurplus(data);
                break;
            case ConnectionState.Quiescent:
                // Nobody asked for this. It must not be taken for the answer to the next request.
                State = ConnectionState.Closing;
                Transport.AbortConnection();
                break;
            default:
                break; // On the way down: what still comes is of no interest.
        }
    }

    /// <inheritdoc/>
    public override void ConnectionLost(Failure reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (State == ConnectionState.Switching)
        {
            LostWhileSwitching(reason);
            return;
        }
        var transmitting = State == ConnectionState.Transmitting;
        State = ConnectionState.Closing; // Whatever the last bytes bring about, nothing begins on this connection any more.
        if (_exchange is not null)
            TakeHeld(isLast: true); // Bytes that came before the end are still part of the response.
        var exchange = _exchange;
        _exchange = null;
        State = ConnectionState.ConnectionLost;
        DropHeld();
        StopSending();
        if (exchange is not null && FailureAtEnd(exchange, reason, transmitting) is { } failure)
        {
            Report(exchange, failure, untouched: !_parser.HasReceived);
            Owner?.ConnectionEnded(this, reason);
        }
        else
        {
            Owner?.ConnectionEnded(this, reason);
            exchange?.Fire();
        }
        _gone?.Callback();
    }

    /// <summary>The connection's state in words.</summary>
    public override string ToString() =>
        $"<{GetType().Name} {(HasTransport ? Transport.GetPeer() : "unconnected")} {State}, {Requests} requests>";

    /// <summary>Writes the exchange's request and waits for its response.</summary>
    internal void Begin(Exchange exchange)
    {
        Debug.Assert(State == ConnectionState.Quiescent && _exchange is null);
        var request = exchange.Request;
        _exchange = exchange;
        exchange.Use = new ConnectionUse(Ordinal, ++Requests);
        _parser.Start(request.Method);
        State = ConnectionState.Waiting;
        try
        {
            WriteRequest(exchange, request);
        }
        catch (Exception e)
        {
            FailExchange(new Failure(new RequestGenerationFailedException(new Failure(e))));
        }
    }

    /// <summary>Ends the exchange here and now, without telling it; the connection goes down with it.</summary>
    internal void Abandon(Exchange exchange)
    {
        if (exchange != _exchange)
            return;
        Drop();
        Transport.AbortConnection();
    }

    /// <summary>The head of the response to the current exchange is there.</summary>
    private protected virtual void HeadReceived(Exchange exchange, ResponseParser parser) => exchange.HeadReceived(this, parser);

    /// <summary>A piece of the body is there.</summary>
    private protected virtual void BodyReceived(Exchange exchange, ReadOnlySpan<byte> data) => exchange.BodyReceived(data);

    /// <summary>The response is complete.</summary>
    private protected virtual void ResponseEnded(Exchange exchange) => exchange.Complete();

    /// <summary>Pulls events out of received bytes until they are used up or someone wants to wait.</summary>
    /// <param name="input">What came.</param>
    /// <param name="isLast">Nothing comes after it: the exchange takes it, wanted or not.</param>
    private void Pull(ReadOnlySpan<byte> input, bool isLast = false)
    {
        var exchange = _exchange;
        _isPulling = true;
        try
        {
            while (_exchange is not null && _exchange == exchange)
            {
                if (exchange.IsHolding && !isLast)
                {
                    Hold(input);
                    return;
                }
                switch (_parser.Next(ref input, out var data))
                {
                    case ResponseEvent.NeedData:
                        return;
                    case ResponseEvent.Informational:
                        exchange.InformationalReceived(_parser);
                        if (_withheld is not null && exchange == _exchange && _parser.Head.Status == 100)
                            SendWithheld();
                        break;
                    case ResponseEvent.Head:
                        exchange.Enter(RequestPhase.Body);
                        if (State == ConnectionState.Transmitting)
                            AnsweredEarly(_parser.Head.Status);
                        if (_parser.Head.Status == 101)
                            CheckSwitch(exchange.Request);
                        if (exchange == _exchange)
                            HeadReceived(exchange, _parser);
                        break;
                    case ResponseEvent.Data:
                        exchange.Touch();
                        BodyReceived(exchange, data);
                        break;
                    case ResponseEvent.End:
                        EndExchange(exchange, input);
                        return;
                }
            }
        }
        catch (Exception e) when (exchange == _exchange)
        {
            // The response is malformed, or a hook or the body's reader failed; either way the rest of it has no taker.
            FailExchange(new Failure(e));
        }
        catch (Exception e)
        {
            // Somebody failed over an exchange that had ended already. That is not the fault of whoever uses the connection now.
            Log.Err(e, "A callback failed after its exchange had ended");
        }
        finally
        {
            _isPulling = false;
        }
    }

    private void EndExchange(Exchange exchange, ReadOnlySpan<byte> surplus)
    {
        if (IsSwitch(exchange))
        {
            Switch(exchange, surplus);
            return;
        }
        exchange.EndTime();
        ResponseEnded(exchange);
        ReleaseSentBody();
        if (exchange != _exchange)
            return; // A hook closed the connection.
        // An answer that came before the whole request was sent: the server may never read the rest.
        var isEarly = _body is Sending.UnderWay or Sending.Cut || Transport.IsOutputPending;
        var reusable = State == ConnectionState.Waiting && !isEarly && surplus.IsEmpty
            && _parser.CanKeepAlive && exchange.Request.Persistent
            && Transport.Connected && !Transport.Disconnecting;
        _exchange = null;
        if (reusable)
        {
            State = ConnectionState.Quiescent;
            Notify();
        }
        else
        {
            State = ConnectionState.Closing;
            StopSending();
            // Waiting for the rest to go out could be for ever.
            if (isEarly)
                Transport.AbortConnection();
            else
                Transport.LoseConnection();
        }
        _isPulling = false;
        Owner?.ExchangeEnded(this, reusable);
        exchange.Fire();
    }

    private void Notify()
    {
        try
        {
            _quiescentCallback?.Invoke(this);
        }
        catch (Exception e)
        {
            Log.Err(e, "A quiescent callback failed; its connection is closed");
            State = ConnectionState.Closing;
            Transport.LoseConnection();
        }
    }

    /// <summary>The connection ended while a response was awaited: only a body that ends with the connection is complete now.</summary>
    private Failure? FailureAtEnd(Exchange exchange, Failure reason, bool transmitting)
    {
        try
        {
            // A reset, or a TLS connection cut without its closing alert, may have lost the rest.
            if (_parser.InputEnded() == ResponseEvent.End)
            {
                if (!reason.Check<ConnectionDoneException>())
                    throw new PotentialDataLossException();
                ResponseEnded(exchange);
                return null;
            }
        }
        catch (Exception e) when (e is ParseException or DataLossException or PotentialDataLossException)
        {
            return new Failure(new ResponseFailedException(exchange.PartialResponse, reason, new Failure(e)));
        }
        catch (Exception e)
        {
            return new Failure(e); // A hook's.
        }
        return new Failure(transmitting ? new RequestTransmissionFailedException(reason) : new ResponseNeverReceivedException(reason));
    }

    /// <summary>Ends the exchange with a failure and takes the connection down.</summary>
    private void FailExchange(Failure failure)
    {
        var exchange = _exchange;
        Drop();
        Transport.AbortConnection();
        if (exchange is null)
            return;
        if (failure.Value is ParseException or ConnectionClosedException)
            failure = new Failure(new ResponseFailedException(exchange.PartialResponse, failure));
        Report(exchange, failure, untouched: false);
    }

    private void Drop()
    {
        _exchange = null;
        State = ConnectionState.Aborting;
        DropHeld();
        StopSending();
    }

    private void Report(Exchange exchange, Failure failure, bool untouched)
    {
        if (Owner is null)
            exchange.Fail(failure);
        else
            Owner.ExchangeFailed(this, exchange, failure, untouched);
    }

    /// <summary>Takes exchanges back that were begun on the connection itself, with no lane around it.</summary>
    private sealed class Direct(HTTP11ClientProtocol connection) : IExchangeCarrier
    {
        public void Abandon(Exchange exchange) => connection.Abandon(exchange);

        public void Watch(Exchange exchange) { } // Without a pool there is no budget.
    }
}
