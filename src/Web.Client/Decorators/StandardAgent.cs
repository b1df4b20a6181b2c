using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>All that most programs want around an agent, in the order in which it belongs: decoding, redirects, retries, credentials, cookies.</summary>
/// <remarks>
/// <para>From the outside: <c>ContentDecoderAgent(BrowserLikeRedirectAgent(RetryAgent(AuthenticationAgent(CookieAgent(agent)))))</c>.</para>
/// <para>Cookies are undermost: each hop and each attempt sends those of its own URI, and those that redirects, refusals and failed attempts set are
/// kept. Credentials come next: a hop gets those of its own origin and no other, and a Digest answer names the target that is asked. Around
/// them, retries: each attempt has an answer with a count of its own, and it is a hop that is tried again, so that a POST that was redirected to
/// a GET may be. Redirects are around all that belongs to one hop. Decoding is outermost: what the others drop (redirects, refusals, answers
/// that say "later") is never decoded. treq's order, credentials outside, gives a server's challenge the credentials of whoever was asked
/// first.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class StandardAgent : IAgent
{
    private readonly IAgent _agent;
    private readonly ContentDecoderAgent _outermost;

    /// <summary>Makes it around an agent.</summary>
    /// <param name="agent">Sends the requests: an <see cref="Agent"/>, as a rule.</param>
    /// <param name="clock">The reactor.</param>
    /// <param name="cookieJar">Keeps the cookies; a new jar when null.</param>
    /// <param name="credentials">Any URI of each origin that wants them, and what proves who asks there; none when null.</param>
    /// <param name="retryPolicy">What is tried again; <see cref="RetryPolicy.Default"/> when null. Retries are bounded to a fifth of all requests.</param>
    /// <param name="redirectLimit">How many redirects one request may follow.</param>
    /// <param name="decodingLimits">How much a body may become; <see cref="ContentDecodingLimits.Default"/> when null.</param>
    /// <exception cref="ArgumentException">Credentials would cross the network for all to read, or an origin is there twice.</exception>
    public StandardAgent(
        IAgent agent, IReactorTime clock, CookieJar? cookieJar = null,
        IEnumerable<(string URI, Credentials Credentials)>? credentials = null, RetryPolicy? retryPolicy = null, int redirectLimit = 20, ContentDecodingLimits? decodingLimits = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(clock);
        _agent = agent;
        CookieJar = cookieJar ?? new CookieJar(clock.TimeProvider);
        RetryBudget = new RetryBudget();
        var cookies = new CookieAgent(agent, CookieJar);
        var authentication = new AuthenticationAgent(cookies, credentials ?? []);
        var retries = new RetryAgent(authentication, clock, retryPolicy, RetryBudget);
        var redirects = new BrowserLikeRedirectAgent(retries, redirectLimit);
        _outermost = new ContentDecoderAgent(redirects, limits: decodingLimits);
    }

    /// <summary>The cookies.</summary>
    public CookieJar CookieJar { get; }

    /// <summary>Bounds the retries.</summary>
    public RetryBudget RetryBudget { get; }

    /// <inheritdoc/>
    public Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null) =>
        _outermost.Request(method, uri, headers, body, options);

    /// <inheritdoc/>
    public override string ToString() => $"<StandardAgent around {_agent}>";
}
