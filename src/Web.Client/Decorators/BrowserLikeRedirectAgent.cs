using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>An agent that follows redirects of every method: 301, 302 and 303 with GET, 307 and 308 with the same method and body
/// (twisted.web.client.BrowserLikeRedirectAgent).</summary>
/// <remarks>HEAD stays HEAD, and GET keeps its body over 301 and 302. For all else see <see cref="RedirectAgent"/>.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class BrowserLikeRedirectAgent : IAgent
{
    private readonly RedirectRules _rules;
    private readonly IAgent _agent;

    /// <inheritdoc cref="RedirectAgent(IAgent, int, IEnumerable{string})"/>
    public BrowserLikeRedirectAgent(IAgent agent, int redirectLimit = 20, IEnumerable<string>? sensitiveHeaderNames = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        _agent = agent;
        _rules = new RedirectRules(true, redirectLimit, sensitiveHeaderNames);
    }

    /// <inheritdoc cref="RedirectAgent.AllowDowngrade"/>
    public bool AllowDowngrade
    {
        get => _rules.AllowDowngrade;
        init => _rules.AllowDowngrade = value;
    }

    /// <inheritdoc cref="RedirectAgent.MaxDrainedBytes"/>
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
    public override string ToString() => $"<BrowserLikeRedirectAgent {_rules} around {_agent}>";
}
