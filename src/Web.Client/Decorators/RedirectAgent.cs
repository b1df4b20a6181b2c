using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>An agent that follows redirects strictly: 301, 302, 307 and 308 of GET and HEAD, and 303 of anything
/// (twisted.web.client.RedirectAgent).</summary>
/// <remarks>
/// <para>303 asks with GET, or HEAD for HEAD, without the body and its fields (RFC 9110 section 15.4.4). The others ask again with the same
/// method and, where the body can be produced again (<see cref="IBodyProducer.CanReplay"/>), the same body.</para>
/// <para>A redirect to another origin goes without Host, Referer, the credentials and the fields named secret; they stay away for the rest
/// of the way, also when it leads back. Put a <see cref="CookieAgent"/> inside this agent, so that each hop gets the cookies that are its
/// own.</para>
/// <para>The last response's <see cref="Response.PreviousResponse"/> leads back over all redirects; their bodies are read up to
/// <see cref="MaxDrainedBytes"/> so that the connection can be used again, else the connection is closed. A redirect that is not followed
/// fails the request with <see cref="ResponseFailedException"/>, whose one reason is a <see cref="PageRedirectException"/> (or one of its
/// kinds) or a <see cref="RedirectWithNoLocationException"/>. The total of a <see cref="RequestBudget"/> is for all hops together,
/// its other limits for each.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class RedirectAgent : IAgent
{
    private readonly RedirectRules _rules;
    private readonly IAgent _agent;

    /// <summary>Makes it around an agent.</summary>
    /// <param name="agent">Sends the requests.</param>
    /// <param name="redirectLimit">How many redirects one request may follow; the next one fails it with
    /// <see cref="InfiniteRedirectionException"/>.</param>
    /// <param name="sensitiveHeaderNames">Names of further header fields that never leave their origin, in any case.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidHeaderNameException">A name is no token.</exception>
    public RedirectAgent(IAgent agent, int redirectLimit = 20, IEnumerable<string>? sensitiveHeaderNames = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        _agent = agent;
        _rules = new RedirectRules(false, redirectLimit, sensitiveHeaderNames);
    }

    /// <summary>Whether a redirect may lead from https to http; otherwise it fails with <see cref="InsecureRedirectException"/>.</summary>
    public bool AllowDowngrade
    {
        get => _rules.AllowDowngrade;
        init => _rules.AllowDowngrade = value;
    }

    /// <summary>How much of a redirect's body is read to keep its connection, in bytes; 64 KiB, as a small page costs less than a new
    /// connection.</summary>
    public int MaxDrainedBytes
    {
        get => _rules.MaxDrainedBytes;
        init => _rules.MaxDrainedBytes = value;
    }

    /// <inheritdoc/>
    public Deferred<Response> Request(
        string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null) =>
        RedirectChase.Begin(_agent, _rules, method, uri, headers, body, options);

    /// <inheritdoc/>
    public override string ToString() => $"<RedirectAgent {_rules} around {_agent}>";
}
