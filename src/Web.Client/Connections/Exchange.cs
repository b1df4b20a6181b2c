using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>One request on its way to its response: what a connection carries, what waits in the pool's queue, what a user cancels.</summary>
/// <remarks>The connection reports what it reads, in order: <see cref="HeadReceived"/>, <see cref="BodyReceived"/> any number of times, then
/// <see cref="Complete"/>. By then the exchange knows its result but must not tell: the connection first goes back to its lane and pool, so
/// that a request made in the user's callback can use it; then comes <see cref="Fire"/>. <see cref="Fail"/> ends it from any point.</remarks>
internal abstract class Exchange(Request request) : ICanceller
{
    /// <summary>Clocks count in doubles: what is this near is now.</summary>
    private const double Resolution = 0.001;

    private RequestLedger _ledger;
    private IReactorTime? _clock;

    internal Request Request { get; private protected set; } = request;

    /// <summary>Who can take it back: the pool while it waits, the lane once it travels.</summary>
    internal IExchangeCarrier? Carrier { get; set; }

    /// <summary>Which connection of its pool it travels on, and as which request.</summary>
    internal ConnectionUse Use { get; set; }

    /// <summary>Its place in the line, counted over all origins; set by the pool.</summary>
    internal long Ticket { get; set; }

    /// <summary>Ends its waiting in the line.</summary>
    internal DelayedCall? WaitTimer { get; set; }

    /// <summary>Its neighbours in the line.</summary>
    internal Exchange? Ahead { get; set; }

    internal Exchange? Behind { get; set; }

    /// <summary>It takes no body bytes now; the connection stops reading until it is told to go on.</summary>
    internal virtual bool IsHolding => false;

    /// <summary>Its reader has the body and pauses it; that time is not the server's.</summary>
    internal virtual bool IsReaderPaused => false;

    /// <summary>Where its time went so far; zero where nobody counts it.</summary>
    internal RequestTimes Times => _clock is null ? default : _ledger.Times(_clock.Seconds());

    /// <summary>When its time is over unless something happens before, in seconds of its clock; infinite without a limit.</summary>
    internal double Deadline => _ledger.Deadline;

    /// <summary>The response as far as it came, for the failure to carry.</summary>
    internal virtual Response? PartialResponse => null;

    /// <summary>A 1xx head is there; valid during the call. The parser counts them.</summary>
    internal void InformationalReceived(ResponseParser parser)
    {
        if (Request.Options.Informational is { } informational)
            informational(new InformationalResponse(parser.Head.Status, parser.Head.ReasonPhrase, parser.Head.ToHeaders()));
    }

    /// <summary>The whole head is there; <see cref="ResponseParser.Head"/> and Framing are valid during the call.</summary>
    internal abstract void HeadReceived(HTTP11ClientProtocol connection, ResponseParser parser);

    internal abstract void BodyReceived(ReadOnlySpan<byte> data);

    /// <summary>The response is complete; keeps what <see cref="Fire"/> needs, since the connection may serve another by then.</summary>
    internal abstract void Complete();

    /// <summary>Tells the user.</summary>
    internal abstract void Fire();

    internal abstract void Fail(Failure reason);

    public virtual void Cancel() => Carrier?.Abandon(this);

    /// <summary>Whether the final response has begun.</summary>
    internal bool IsAnswered => _ledger.Phase == RequestPhase.Body;

    /// <summary>Whether who asked takes the connection when it stops to speak HTTP.</summary>
    internal virtual bool TakesTransport => false;

    /// <summary>Calls something later on its clock; null, and no call, where nobody counts its time.</summary>
    internal DelayedCall? CallLater(TimeSpan delay, Action call) => _clock?.CallLater(delay, call);

    /// <summary>Its time begins, in the queue.</summary>
    internal void StartTime(IReactorTime clock, RequestBudget budget)
    {
        _clock = clock;
        _ledger.Start(budget, clock.Seconds(), Request.Options.Begun);
        Request.Begun = _ledger.Begun;
    }

    /// <summary>Another phase begins; nothing where nobody counts the time, or when it is in that phase already.</summary>
    internal void Enter(RequestPhase phase)
    {
        if (_clock is null || _ledger.Phase == phase)
            return;
        _ledger.Enter(phase, _clock.Seconds());
        Carrier?.Watch(this);
    }

    /// <summary>Bytes have moved: the phase has not stopped.</summary>
    internal void Touch()
    {
        if (_clock is not null)
            _ledger.Touch(_clock.Seconds());
    }

    internal void EndTime()
    {
        if (_clock is not null)
            _ledger.End(_clock.Seconds());
    }

    /// <summary>Ends the exchange if its time is over.</summary>
    /// <returns>How many seconds it has left; infinitely many when there is no limit, or it has just been ended.</returns>
    internal double CheckTime()
    {
        if (_clock is null)
            return double.PositiveInfinity;
        var now = _clock.Seconds();
        if (IsReaderPaused)
            _ledger.Touch(now);
        var left = _ledger.Deadline - now;
        if (left >= Resolution)
            return left;
        var failure = new Failure(_ledger.Exceeded(Request.URI, now));
        Carrier?.Abandon(this);
        Fail(failure);
        return double.PositiveInfinity;
    }
}

/// <summary>Holds an exchange that has not ended, and can drop it.</summary>
internal interface IExchangeCarrier
{
    /// <summary>The user cancelled it: forget it, and close what it travels on.</summary>
    void Abandon(Exchange exchange);

    /// <summary>Its deadline has changed: <see cref="Exchange.CheckTime"/> is to be called no later than at the new one.</summary>
    void Watch(Exchange exchange);
}
