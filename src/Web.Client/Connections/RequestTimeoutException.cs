using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>A request, or a part of it, took longer than its <see cref="RequestBudget"/> allows; its connection is closed.</summary>
public sealed class RequestTimeoutException : TimeoutException
{
    internal RequestTimeoutException(URI uri, RequestPhase phase, RequestBudget budget, RequestTimes times, bool isTotal)
        : base(Describe(uri, phase, Of(budget, phase, isTotal), times, isTotal))
    {
        Phase = phase;
        Limit = Of(budget, phase, isTotal);
        Times = times;
        IsTotal = isTotal;
    }

    /// <summary>What the request was about when its time was over.</summary>
    public RequestPhase Phase { get; }

    /// <summary>The limit that it went over: the phase's, or that of the whole.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Whether it was the whole that took too long, and not the phase.</summary>
    public bool IsTotal { get; }

    /// <summary>How long each phase took.</summary>
    public RequestTimes Times { get; }

    private static TimeSpan Of(RequestBudget budget, RequestPhase phase, bool isTotal) =>
        (isTotal ? budget.Total : budget.Of(phase)) ?? TimeSpan.Zero; // There is one: it has just passed.

    private static string Describe(URI uri, RequestPhase phase, TimeSpan limit, RequestTimes times, bool isTotal)
    {
        var seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var what = phase switch
        {
            RequestPhase.Queue => "waiting for a connection",
            RequestPhase.Resolve => "looking the name up",
            RequestPhase.Connect => "connecting",
            RequestPhase.Tls => "the TLS handshake",
            RequestPhase.Send => "sending the request",
            RequestPhase.FirstByte => "waiting for the response",
            _ => "the response's body",
        };
        return isTotal
            ? $"{uri} took longer than {seconds} s in all; the time ran out over {what} ({times})."
            : $"{uri} took longer than {seconds} s over {what} ({times}).";
    }
}
