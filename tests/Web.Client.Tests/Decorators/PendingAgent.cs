using TwistedSharp.Defer;

namespace TwistedSharp.Web.Client.Tests.Decorators;

/// <summary>An agent of a user's own: keeps what it is asked, and the test answers.</summary>
internal sealed class PendingAgent : IAgent
{
    internal List<Asked> Requests { get; } = [];

    internal Asked Last => Requests[^1];

    /// <summary>Thrown out of the next call instead of an answer.</summary>
    internal Exception? Throws { get; set; }

    public Deferred<Response> Request(
        string method, string uri, Headers? headers = null, IBodyProducer? body = null, RequestOptions? options = null)
    {
        if (Throws is not null)
            throw Throws;
        var asked = new Asked(new Request(method, URI.Parse(uri), headers, body, options: options));
        Requests.Add(asked);
        return asked.Deferred;
    }

    internal sealed class Asked
    {
        internal Asked(Request request)
        {
            Request = request;
            Deferred = new Deferred<Response>(_ => Cancelled = true);
        }

        internal Request Request { get; }

        internal Deferred<Response> Deferred { get; }

        internal bool Cancelled { get; private set; }

        internal string? Field(string name) => Request.Headers?.GetFirst(name);

        internal Response Answer(int code = 200, string body = "", params (string Name, string Value)[] fields)
        {
            var headers = new Headers();
            foreach (var (name, value) in fields)
                headers.AddRawHeader(name, value);
            var response = new Response(Request, code, headers, System.Text.Encoding.Latin1.GetBytes(body));
            Deferred.Callback(response);
            return response;
        }

        internal Response Redirect(string location, int code = 302, string body = "") => Answer(code, body, ("Location", location));
    }
}
