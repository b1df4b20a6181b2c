using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>An agent that sends a jar's cookies and keeps those that servers set (twisted.web.client.CookieAgent).</summary>
/// <remarks>
/// <para>Put it inside a redirect agent, <c>new RedirectAgent(new CookieAgent(agent, jar))</c>: then every hop gets the cookies of its own
/// URI and those that redirects set are kept. The other way round the redirects' own cookies are not seen.</para>
/// <para>A Cookie header of the caller's is sent as it is, instead of the jar's cookies and of <see cref="RequestOptions.Cookies"/>.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CookieAgent : IAgent
{
    private readonly IAgent _agent;

    /// <summary>Makes it around an agent.</summary>
    /// <param name="agent">Sends the requests.</param>
    /// <param name="cookieJar">The jar, which it may share with other agents of the same thread.</param>
    public CookieAgent(IAgent agent, CookieJar cookieJar)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(cookieJar);
        _agent = agent;
        CookieJar = cookieJar;
    }

    /// <summary>The jar.</summary>
    public CookieJar CookieJar { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A cookie of the options is none.</exception>
    public Deferred<Response> Request(
        string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        var own = options?.Cookies;
        if (own is not null)
            Check(own);
        if ((own is { Count: > 0 } || !CookieJar.IsEmpty) && headers?.HasHeader("Cookie") != true
            && CookieJar.GetCookieHeader(URI.Parse(uri), own) is { } cookies)
            headers = Headers.With(headers, "Cookie", cookies);
        return _agent.Request(method, uri, headers, body, options).AddCallback(static (response, jar) => Keep(response, jar), CookieJar);
    }

    /// <inheritdoc/>
    public override string ToString() => $"<CookieAgent {CookieJar} around {_agent}>";

    // By the response's own request: whatever lies between, a cookie belongs to who sent it.
    private static Response Keep(Response response, CookieJar jar)
    {
        jar.ExtractCookies(response.Request.URI, response.Headers);
        return response;
    }

    private static void Check(IReadOnlyDictionary<string, string> cookies)
    {
        foreach (var (name, value) in cookies)
        {
            if (name.Length == 0 || CookieRules.ProblemOf(name, value) is not null)
                throw new ArgumentException($"The request's cookie \"{CookieRules.Printable(name)}\" cannot be sent: "
                    + $"{CookieRules.ProblemOf(name, value) ?? "expected a name"}.");
        }
    }
}
