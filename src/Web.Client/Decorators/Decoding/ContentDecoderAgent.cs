using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>An agent that asks for coded bodies and decodes them (twisted.web.client.ContentDecoderAgent).</summary>
/// <remarks>
/// <para>Accept-Encoding names all decoders, in their order, unless the caller brings one: then it goes out as it is, and of the codings only those are
/// undone that it admits. A request with Range asks for identity, for a range of coded bytes decodes to nothing; 206 is left as it is.</para>
/// <para>A decoded response has no Content-Length, and its Content-Encoding names only what is left: a coding that nobody knows stays, with all that lie
/// under it; "identity", which has no place there, is passed over. Responses to HEAD, 204, 304 and empty ones are left as they are. The body comes in pieces of at most 64 KiB, as its reader takes
/// them, and within <see cref="ContentDecodingLimits"/>; one that is cut short or corrupt fails with <see cref="ResponseFailedException"/>
/// for a <see cref="ContentDecodingException"/>, and its connection is closed.</para>
/// <para>Put it outside of a redirect agent: then the bodies of redirects are not decoded only to be dropped.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ContentDecoderAgent : IAgent
{
    private const string Identity = "identity";

    private static readonly string[] NoCoding = [Identity];

    private readonly IAgent _agent;
    private readonly (string Name, Func<IContentDecoder> Factory)[] _decoders;
    private readonly ContentDecodingLimits _limits;
    private readonly string[] _offer;

    /// <summary>Makes it around an agent.</summary>
    /// <param name="agent">Sends the requests.</param>
    /// <param name="decoders">Names of codings with what makes their decoders, in the order in which they are offered;
    /// <see cref="ContentDecoders.All"/> when null.</param>
    /// <param name="limits">How much a body may become; <see cref="ContentDecodingLimits.Default"/> when null.</param>
    /// <exception cref="ArgumentException">A name is no token, "identity" or "*", or is there twice.</exception>
    public ContentDecoderAgent(
        IAgent agent, IEnumerable<(string Name, Func<IContentDecoder> Factory)>? decoders = null, ContentDecodingLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        _agent = agent;
        _decoders = [.. decoders ?? ContentDecoders.All];
        _limits = limits ?? ContentDecodingLimits.Default;
        for (var i = 0; i < _decoders.Length; i++)
            Check(i);
        _offer = [string.Join(',', _decoders.Select(d => d.Name))];
    }

    /// <inheritdoc/>
    public Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        var accept = headers?.GetRawHeaders("Accept-Encoding");
        if (accept is null && _decoders.Length > 0)
            headers = Headers.With(headers, "Accept-Encoding", headers?.HasHeader("Range") == true ? NoCoding : _offer);
        return _agent.Request(method, uri, headers, body, options)
            .AddCallback(static (response, asked) => asked.Agent.Decode(response, asked.Accept, asked.Limits),
                (Agent: this, Accept: accept, Limits: options?.DecodingLimits ?? _limits));
    }

    /// <inheritdoc/>
    public override string ToString() => $"<ContentDecoderAgent {_offer[0]} around {_agent}>";

    private Response Decode(Response response, IReadOnlyList<string>? accept, ContentDecodingLimits limits)
    {
        // With 1xx, 204, 304 and HEAD the field tells of a body that is not here (RFC 9110 section 6.4.1), with 206 of one that is not whole.
        if (response.Length == 0 || response.Code is < 200 or 204 or 206 or 304 || response.Request.Method == "HEAD"
            || response.Headers.GetRawHeaders("Content-Encoding") is not { } fields)
            return response;

        var codings = CodingsOf(fields);
        var kept = codings.Count;
        while (kept > 0 && FactoryOf(codings[kept - 1], accept) is not null)
            kept--;
        if (kept == codings.Count)
            return response;
        if (codings.Count - kept > limits.MaxLayers)
        {
            response.Abort();
            throw new ResponseFailedException(
                response, new Failure(new LimitExceededException(nameof(ContentDecodingLimits.MaxLayers), limits.MaxLayers)));
        }
        var headers = response.Headers.Copy();
        headers.RemoveHeader("Content-Length");
        headers.SetRawHeaders("Content-Encoding", kept == 0 ? [] : [string.Join(", ", codings.Take(kept))]);
        DecodedBody? bottom = null;
        for (var i = codings.Count - 1; i >= kept; i--)
        {
            var factory = FactoryOf(codings[i], accept)!; // There is one: it was counted above.
            response = DecodedBody.Around(response, headers, codings[i], factory, limits, ref bottom);
        }
        return response;
    }

    /// <summary>The codings in the order in which they were applied; identity is none (RFC 9110 section 8.4.1).</summary>
    private static List<string> CodingsOf(IReadOnlyList<string> fields)
    {
        var codings = new List<string>(1);
        foreach (var field in fields)
        {
            foreach (var range in field.AsSpan().Split(','))
            {
                var coding = field.AsSpan()[range].Trim(" \t");
                if (!coding.IsEmpty && !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase))
                    codings.Add(coding.Length == field.Length ? field : coding.ToString());
            }
        }
        return codings;
    }

    private Func<IContentDecoder>? FactoryOf(string coding, IReadOnlyList<string>? accept)
    {
        foreach (var (name, factory) in _decoders)
        {
            if (AcceptedCodings.IsSame(name, coding))
                return accept is null || AcceptedCodings.Admit(accept, name) ? factory : null;
        }
        return null;
    }

    private void Check(int i)
    {
        var (name, factory) = _decoders[i];
        ArgumentNullException.ThrowIfNull(factory, "decoders");
        if (name is null || !Grammar.IsToken(name) || name is "*" || name.Equals(Identity, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"\"{name}\" is no coding's name: expected a token such as gzip.", "decoders");
        for (var j = 0; j < i; j++)
        {
            if (AcceptedCodings.IsSame(_decoders[j].Name, name))
                throw new ArgumentException($"There are two decoders for {name}: expected one.", "decoders");
        }
    }
}
