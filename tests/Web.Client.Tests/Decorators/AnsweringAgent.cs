using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>An agent that answers by itself, at once.</summary>
internal sealed class AnsweringAgent : IAgent
{
    internal Func<Request, Response> Answer { get; set; } = request => new Response(request, 200);

    internal Response? Last { get; private set; }

    /// <summary>The fields of the last request.</summary>
    internal Headers Asked => Last!.Request.Headers ?? new Headers();

    public Deferred<Response> Request(string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        Last = Answer(new Request(method, URI.Parse(uri), headers, body, options: options));
        return Deferred.Succeed(Last);
    }

    public override string ToString() => "inner";
}
