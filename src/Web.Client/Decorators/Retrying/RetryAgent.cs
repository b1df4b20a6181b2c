using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>An agent that tries again what another attempt may change: connections that could not be made or broke before an answer, and answers that
/// say "later".</summary>
/// <remarks>
/// <para>A request that was surely not sent is tried again with any method; one that may have reached the server, or was answered, only with an
/// idempotent one. A body must be one that can be produced again (<see cref="IBodyProducer.CanReplay"/>). Cancellations, deadlines of the whole
/// request, TLS failures, proxies that refuse for good and responses that broke on the way are final.</para>
/// <para>The last attempt's response is given as it is. A failure after several attempts is <see cref="RetriesFailedException"/>, with one reason for
/// each; so is one that waits for its next attempt when the reactor ends. The body of a response that is tried again is read up to 64 KiB and its connection kept, else closed. The total of a
/// request's <see cref="RequestOptions.Budget"/> is for all attempts and the waits between them: no attempt is made that would begin after it. Its
/// other limits are for each attempt.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class RetryAgent : IAgent
{
    private readonly IAgent _agent;
    private readonly IReactorTime _clock;
    private readonly RetryPolicy _policy;
    private readonly RetryBudget? _budget;

    private enum Verdict
    {
        Final,

        /// <summary>Not a byte has left.</summary>
        NotSent,

        /// <summary>The server may have acted on it.</summary>
        MaybeSent,
    }

    /// <summary>Makes it around an agent.</summary>
    /// <param name="agent">Sends the requests.</param>
    /// <param name="clock">The reactor, for the waits.</param>
    /// <param name="policy">What is tried again; <see cref="RetryPolicy.Default"/> when null.</param>
    /// <param name="budget">Bounds the retries over all requests; unbounded when null.</param>
    public RetryAgent(IAgent agent, IReactorTime clock, RetryPolicy? policy = null, RetryBudget? budget = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(clock);
        _agent = agent;
        _clock = clock;
        _policy = policy ?? RetryPolicy.Default;
        _budget = budget;
    }

    /// <inheritdoc/>
    public Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        _budget?.Save();
        var first = _agent.Request(method, uri, headers, body, options);
        var policy = options?.RetryPolicy ?? _policy;
        return policy.MaxAttempts == 1 || body is { CanReplay: false }
            ? first
            : Watch(first, policy, method, uri, headers, body, options);
    }

    /// <inheritdoc/>
    public override string ToString() => $"<RetryAgent {_policy.MaxAttempts} attempts around {_agent}>";

    private async Deferred<Response> Watch(
        Deferred<Response> asked, RetryPolicy policy, string method, string uri, Headers? headers, IBodyProducer? body,
        RequestOptions? options)
    {
        List<Failure>? reasons = null;
        var begun = options?.Begun ?? _clock.Seconds();
        var deadline = begun + options?.Budget?.Total?.TotalSeconds ?? double.PositiveInfinity;
        for (var attempt = 1; ; attempt++)
        {
            Response? response = null;
            Failure failure;
            TimeSpan? wait;
            try
            {
                response = await asked;
                wait = WaitAfter(response, policy, method, attempt, deadline);
                if (wait is null)
                    return response;
                failure = new Failure(new WebErrorException(response.Code, response.Phrase));
            }
            catch (Exception e)
            {
                response?.Abort(); // It was the policy that failed.
                failure = new Failure(e);
                wait = WaitAfter(e, policy, method, attempt, deadline);
            }
            if (wait is not { } delay)
            {
                if (reasons is null || IsCancelled(failure.Value))
                    failure.Throw();
                throw new RetriesFailedException([.. reasons!, failure]);
            }
            (reasons ??= []).Add(failure);
            if (response is not null)
                await BodyDrain.Begin(response);
            if (!await Wait(delay))
                throw new RetriesFailedException([.. reasons, new Failure(new ReactorNotRunningException("The reactor stopped before the next attempt."))]);
            options = RequestOptions.After(options, begun);
            asked = _agent.Request(method, uri, headers, body, options);
        }
    }

    /// <summary>Waits; false when the reactor ends before, after which no timed call comes.</summary>
    private async Deferred<bool> Wait(TimeSpan delay)
    {
        var waiting = _clock.DeferLater(delay);
        var reactor = _clock as IReactorCore;
        var hasEnded = false;
        var end = reactor?.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () =>
        {
            hasEnded = true;
            waiting.Cancel();
        });
        try
        {
            await waiting;
        }
        catch (CancelledException) when (hasEnded) { }
        finally
        {
            if (end is not null && !hasEnded)
                reactor!.RemoveSystemEventTrigger(end); // Its trigger.
        }
        return !hasEnded;
    }

    /// <summary>How long to wait before trying again what was answered; null when the answer is the caller's.</summary>
    private TimeSpan? WaitAfter(Response response, RetryPolicy policy, string method, int attempt, double deadline)
    {
        if (attempt >= policy.MaxAttempts || !policy.StatusCodes.Contains(response.Code) || !policy.Methods.Contains(method))
            return null;
        var least = RetryAfter.Read(response.Headers, _clock.TimeProvider.GetUtcNow) ?? TimeSpan.Zero;
        if (least > policy.MaxRetryAfter)
            return null;
        var delay = policy.DelayAfter(attempt);
        return Granted(delay > least ? delay : least, deadline);
    }

    private TimeSpan? WaitAfter(Exception failure, RetryPolicy policy, string method, int attempt, double deadline)
    {
        var verdict = Judge(failure, policy);
        if (attempt >= policy.MaxAttempts || verdict == Verdict.Final || (verdict == Verdict.MaybeSent && !policy.Methods.Contains(method)))
            return null;
        return Granted(policy.DelayAfter(attempt), deadline);
    }

    /// <summary>The wait, if there is time for it and the budget has a retry left.</summary>
    private TimeSpan? Granted(TimeSpan delay, double deadline) =>
        _clock.Seconds() + delay.TotalSeconds < deadline && _budget?.TryTake() != false ? delay : null;

    private static Verdict Judge(Exception failure, RetryPolicy policy) => failure switch
    {
        ReasonsException { Reasons: var reasons } when reasons.Any(static r => IsEnd(r.Value)) => Verdict.Final,
        // A certificate or a protocol version is the same next time, and so is a name of nothing.
        TLSException or UserConnectException or ServiceNameUnknownException => Verdict.Final,
        // Nor do passwords and permissions change.
        ProxyRefusedException refused => policy.StatusCodes.Contains(refused.Status) ? Verdict.NotSent : Verdict.Final,
        ConnectException or DNSLookupException or RequestNotSentException => Verdict.NotSent,
        RequestTimeoutException { IsTotal: false, Phase: RequestPhase.Resolve or RequestPhase.Connect or RequestPhase.Tls } =>
            Verdict.NotSent,
        RequestTransmissionFailedException or ResponseNeverReceivedException => Verdict.MaybeSent,
        _ => Verdict.Final,
    };

    /// <summary>Whoever asked has ended it, or its time has: an agent within may tell so as a reason of its own failure.</summary>
    private static bool IsEnd(Exception failure) => IsCancelled(failure) || failure is RequestTimeoutException { IsTotal: true };

    private static bool IsCancelled(Exception failure) => failure is OperationCanceledException;
}
