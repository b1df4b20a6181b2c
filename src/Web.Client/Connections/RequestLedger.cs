using System.Runtime.CompilerServices;

namespace TwistedSharp.Web.Client;

/// <summary>The time of one request: which phase it is in, what each took, and when the budget ends it. Seconds on the pool's clock.</summary>
internal struct RequestLedger
{
    private RequestBudget? _budget;
    private double? _begun;
    private double _entered;
    private double _quietSince;
    private Spent _spent;

    internal readonly bool IsKept => _budget is not null;

    internal RequestPhase Phase { get; private set; }

    /// <summary>When the budget ends it unless something happens before; infinite without a limit.</summary>
    internal readonly double Deadline => Math.Min(PhaseDeadline, TotalDeadline);

    private readonly double PhaseDeadline =>
        _budget?.Of(Phase) is { } limit ? _quietSince + limit.TotalSeconds : double.PositiveInfinity;

    private readonly double TotalDeadline =>
        _budget?.Total is { } total ? Begun + total.TotalSeconds : double.PositiveInfinity;

    /// <summary>When whoever asked did so: the total counts from here, over all that the request led to.</summary>
    internal readonly double Begun => _begun ?? 0;

    /// <summary>The request is made, or made again to follow a redirect.</summary>
    /// <param name="budget">How long its parts may take.</param>
    /// <param name="now">The time.</param>
    /// <param name="begun">When the request began of which this one is a part; null when it is none's.</param>
    internal void Start(RequestBudget budget, double now, double? begun)
    {
        _budget = budget;
        _begun ??= begun ?? now;
        _entered = _quietSince = now;
        Phase = RequestPhase.Queue;
    }

    internal void Enter(RequestPhase phase, double now)
    {
        _spent[(int)Phase] += (float)(now - _entered);
        _entered = _quietSince = now;
        Phase = phase;
    }

    /// <summary>It is over; the times stand, and nothing limits it any more.</summary>
    internal void End(double now)
    {
        _spent[(int)Phase] += (float)(now - _entered);
        _budget = null;
    }

    /// <summary>Bytes have moved; the pause that the phase's limit measures begins anew.</summary>
    internal void Touch(double now) => _quietSince = now;

    internal readonly RequestTimes Times(double now)
    {
        var spent = _spent;
        if (_budget is not null)
            spent[(int)Phase] += (float)(now - _entered);
        return new(Span(spent[0]), Span(spent[1]), Span(spent[2]), Span(spent[3]), Span(spent[4]), Span(spent[5]), Span(spent[6]));
    }

    internal readonly RequestTimeoutException Exceeded(URI uri, double now)
    {
        var budget = _budget!; // Only a budget is exceeded.
        return new(uri, Phase, budget, Times(now), isTotal: TotalDeadline <= PhaseDeadline);
    }

    private static TimeSpan Span(float seconds) => TimeSpan.FromSeconds(Math.Max(0, seconds));

    [InlineArray(7)]
    private struct Spent
    {
        private float _seconds;
    }
}
