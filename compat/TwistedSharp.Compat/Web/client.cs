using TwistedSharp.Web.Client;

public static partial class twisted
{
    public static partial class web
    {
        /// <summary>twisted.web.client.</summary>
        public static partial class client
        {
            /// <summary>Fetches a page over a connection of its own (twisted.web.client.getPage).</summary>
            public static Deferred<byte[]> getPage(
                string url, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = "Twisted PageGetter",
                double timeout = 0, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
                bool afterFoundGet = false) =>
                Pages.GetPage(
                    Reactors.Default, url, method, postdata, headers, agent, timeout == 0 ? null : TimeSpan.FromSeconds(timeout), cookies,
                    followRedirect, redirectLimit, afterFoundGet);

            /// <summary>Twisted's Agent: without a pool, each request has a connection of its own.</summary>
            public static Agent Agent(IReactor reactor, IPolicyForHTTPS? contextFactory = null, double? connectTimeout = null,
                string? bindAddress = null, HTTPConnectionPool? pool = null) =>
                new(reactor, pool ?? new HTTPConnectionPool(reactor, persistent: false),
                    connectTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, bindAddress, contextFactory);

            /// <summary>Twisted's readBody.</summary>
            public static Deferred<byte[]> readBody(Response response) => response.ReadBody();
        }
    }
}
