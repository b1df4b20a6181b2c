using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>An agent that proves who asks: Basic, Bearer and Digest, each for one origin.</summary>
/// <remarks>
/// <para>Credentials belong to an origin (scheme, host and port) and go nowhere else, whatever redirects say. A caller's own Authorization is sent as it
/// is, and its refusal is not answered.</para>
/// <para>A 401 is answered and the request sent again, with its body when that can be produced again (<see cref="IBodyProducer.CanReplay"/>); else, and
/// when the answer is refused too, the 401 is the response. The body of an answered 401 is read up to 64 KiB and its connection kept, else closed.</para>
/// <para>Put it inside of a redirect agent: then each hop is given the credentials of its own origin, and a Digest answer names the hop's target.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AuthenticationAgent : IAgent
{
    /// <summary>One refusal for the challenge, one for a nonce that was stale.</summary>
    private const int MaxAnswers = 2;

    private const int Unauthorized = 401;

    private readonly IAgent _agent;
    private readonly Dictionary<Origin, Authenticator> _authenticators = [];

    /// <summary>Makes it around an agent, for one origin.</summary>
    /// <param name="agent">Sends the requests.</param>
    /// <param name="uri">Any URI of the origin, which is all of it that counts.</param>
    /// <param name="credentials">What proves who asks there.</param>
    /// <exception cref="InvalidURIException">The URI is malformed.</exception>
    /// <exception cref="ArgumentException">The credentials would cross the network for all to read.</exception>
    public AuthenticationAgent(IAgent agent, string uri, Credentials credentials) : this(agent, [(uri, credentials)]) { }

    /// <summary>Makes it around an agent, for several origins.</summary>
    /// <param name="agent">Sends the requests.</param>
    /// <param name="credentials">Any URI of each origin, and what proves who asks there.</param>
    /// <exception cref="InvalidURIException">A URI is malformed.</exception>
    /// <exception cref="ArgumentException">Credentials would cross the network for all to read, or an origin is there twice.</exception>
    public AuthenticationAgent(IAgent agent, IEnumerable<(string URI, Credentials Credentials)> credentials)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(credentials);
        _agent = agent;
        foreach (var (text, own) in credentials)
        {
            ArgumentNullException.ThrowIfNull(own, nameof(credentials));
            var uri = URI.Parse(text);
            if (!uri.IsSecure && own.IsCleartextRefused)
            {
                throw new ArgumentException(
                    $"{own} to {uri.Origin} could be read by all on the way: expected https, or AllowCleartext.", nameof(credentials));
            }
            if (!_authenticators.TryAdd(uri.Origin, own.Begin(uri.IsSecure)))
                throw new ArgumentException($"There are two credentials for {uri.Origin}: expected one.", nameof(credentials));
        }
    }

    /// <inheritdoc/>
    public Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        if (_authenticators.Count == 0)
            return _agent.Request(method, uri, headers, body, options);
        RequestWriter.ValidateMethod(method);
        var target = URI.Parse(uri);
        if (!_authenticators.TryGetValue(target.Origin, out var authenticator) || headers?.HasHeader("Authorization") == true)
            return _agent.Request(method, uri, headers, body, options);
        return authenticator.Fixed is { } field
            ? _agent.Request(method, uri, With(headers, field), body, options)
            : Ask(authenticator, method, target, headers, body, options);
    }

    /// <inheritdoc/>
    public override string ToString() => $"<AuthenticationAgent for {string.Join(", ", _authenticators.Keys)} around {_agent}>";

    private async Deferred<Response> Ask(
        Authenticator authenticator, string method, URI target, Headers? headers, IBodyProducer? body, RequestOptions? options)
    {
        var origin = target.Origin;
        var sent = await authenticator.Authorize(method, target);
        Response? refusal = null;
        for (var answers = 0; ; answers++)
        {
            var response = await _agent.Request(method, target.ToString(), With(headers, sent), body, options);
            if (refusal is not null)
                response.PreviousResponse ??= refusal.PreviousResponse;
            // A redirect within may have led elsewhere, where these are strangers' credentials.
            var request = response.Request;
            if (request.URI.Origin != origin)
                return response;
            if (response.Code != Unauthorized)
            {
                authenticator.Accepted(response);
                return response;
            }
            // A redirect within may have changed what was asked in the end; that is what was refused.
            var isSame = request.Method == method && request.URI.Equals(target);
            body = isSame ? body : request.Body;
            if (answers == MaxAnswers || body is { CanReplay: false } || !authenticator.Refused(response, sent, answers))
                return response;

            (method, target, refusal) = (request.Method, request.URI, response);
            options = RequestOptions.After(options, request.Begun);
            // Before asking for a token, which may have to come over the refusal's connection.
            await BodyDrain.Begin(response);
            sent = await authenticator.Authorize(method, target);
        }
    }

    private static Headers? With(Headers? headers, string? authorization) =>
        authorization is null ? headers : Headers.With(headers, "Authorization", authorization);
}
