using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client;

/// <summary>One request on its way over redirects.</summary>
/// <remarks>All of it is one chain, which waits for a response or for the rest of a redirect's body: cancelling it cancels that.</remarks>
internal sealed class RedirectChase
{
    private readonly IAgent _agent;
    private readonly RedirectRules _rules;
    private string _method;
    private string _address;
    private URI? _uri;
    private Headers? _headers;
    private IBodyProducer? _body;
    private RequestOptions? _options;
    private int _followed;

    /// <summary>The redirect that is being followed, or whose body is being read.</summary>
    private Response? _redirect;
    private RedirectStep _step;
    private URI? _target;

    private RedirectChase(
        IAgent agent, RedirectRules rules, string method, string address, Headers? headers, IBodyProducer? body, RequestOptions? options)
    {
        _agent = agent;
        _rules = rules;
        _method = method;
        _address = address;
        _headers = headers;
        _body = body;
        _options = options;
    }

    internal static Deferred<Response> Begin(
        IAgent agent, RedirectRules rules, string method, string uri, Headers? headers, IBodyProducer? body, RequestOptions? options) =>
        new RedirectChase(agent, rules, method, uri, headers, body, options).Ask();

    private Deferred<Response> Ask() =>
        _agent.Request(_method, _address, _headers, _body, _options)
            .AddCallback(static (response, chase) => chase.ResponseReceived(response), this);

    private Deferred<Response> ResponseReceived(Response response)
    {
        Link(response);
        _step = _rules.StepFor(response.Code, _method);
        if (_step == RedirectStep.None)
            return Deferred.Succeed(response);

        _redirect = response;
        // Decided before the body is read, and told after: a refused redirect's body goes with the exception.
        if (Decide(response) is not { } refusal)
            return BodyDrain.Begin(response, _rules.MaxDrainedBytes).AddCallback(static chase => chase.GoOn(), this);
        if (response.Length == 0)
            return Refuse([], refusal);
        if (response.Length > _rules.MaxDrainedBytes)
        {
            response.Abort();
            return Refuse([], refusal);
        }
        return ReadBody(response)
            .AddErrback(static failure => BodyDrain.IsOnlyTheBodys(failure) ? Deferred.Succeed<byte[]>([]) : Deferred.Fail<byte[]>(failure))
            .AddCallback(static (body, s) => s.Chase.Refuse(body, s.Refusal), (Chase: this, Refusal: refusal));
    }

    /// <summary>Puts the redirect that was followed at the end of the response's past; an agent within may have given it one.</summary>
    private void Link(Response response)
    {
        if (_redirect is null)
            return;
        var oldest = response;
        while (oldest.PreviousResponse is { } previous && !ReferenceEquals(oldest, _redirect))
            oldest = previous;
        if (!ReferenceEquals(oldest, _redirect))
            oldest.PreviousResponse = _redirect;
    }

    private Deferred<byte[]> ReadBody(Response response)
    {
        try
        {
            return response.ReadBody(_rules.MaxDrainedBytes);
        }
        catch (InvalidOperationException)
        {
            return Deferred.Succeed<byte[]>([]); // An agent within has read it.
        }
    }

    /// <summary>Finds the target; null, or what is wrong with the redirect.</summary>
    private Func<byte[], Exception>? Decide(Response response)
    {
        var (status, phrase) = (response.Code, response.Phrase);
        var uri = _uri ??= URI.Parse(_address);
        var location = LocationOf(response.Headers, out var isOne);
        if (_step == RedirectStep.NotForMethod)
        {
            var method = _method;
            return body => new PageRedirectException(
                status, phrase, body, location ?? uri.ToString(), $"only GET and HEAD are sent on, and this is {method}");
        }
        if (_followed >= _rules.Limit)
            return body => new InfiniteRedirectionException(status, phrase, body, location ?? uri.ToString());
        if (location is null)
            return body => new RedirectWithNoLocationException(status, phrase, body, uri);
        if (!isOne)
            return body => new InvalidRedirectException(status, phrase, body, location, "expected one Location, saw others too");
        try
        {
            _target = uri.Join(RedirectFields.Encoded(location));
        }
        catch (InvalidURIException e)
        {
            return body => new InvalidRedirectException(status, phrase, body, location, e.Message);
        }
        if (_target.Scheme is not ("http" or "https"))
            return body => new InvalidRedirectException(status, phrase, body, location, "only http and https are followed");
        if (uri.IsSecure && !_target.IsSecure && !_rules.AllowDowngrade)
            return body => new InsecureRedirectException(status, phrase, body, location);
        if (_step == RedirectStep.Again && _body is { CanReplay: false })
            return body => new BodyNotReplayableException(status, phrase, body, location);
        return null;
    }

    private Deferred<Response> Refuse(byte[] body, Func<byte[], Exception> refusal) =>
        Deferred.Fail<Response>(new ResponseFailedException(_redirect, new Failure(refusal(body))));

    private Deferred<Response> GoOn()
    {
        Turn(_target!); // Not refused: there is a target.
        _followed++;
        return Ask();
    }

    /// <summary>Makes the next request of the last one. What it takes out never comes back, whatever way the next redirects lead.</summary>
    private void Turn(URI target)
    {
        var leaves = target.Origin != _uri!.Origin; // Set by Decide.
        var dropsBody = _step == RedirectStep.SeeOther;
        if (_headers is not null && (leaves || dropsBody))
        {
            _headers = _headers.Copy();
            if (leaves)
                _rules.RemoveBound(_headers, _options?.SecretHeaders);
            if (dropsBody)
                RedirectFields.RemoveContentFields(_headers);
        }
        _options = RequestOptions.After(_options, _redirect!.Request.Begun); // It is what is followed.
        if (leaves && _options is { Cookies: not null })
            _options = _options with { Cookies = null };
        if (dropsBody)
        {
            _body = null;
            _method = _method == "HEAD" ? "HEAD" : "GET";
        }
        _uri = target;
        _address = target.ToString();
        _target = null;
    }

    private static string? LocationOf(Headers headers, out bool isOne)
    {
        isOne = true;
        if (headers.GetRawHeaders("Location") is not [var location, ..] all)
            return null;
        for (var i = 1; i < all.Count; i++)
            isOne &= all[i] == location;
        return location;
    }
}
