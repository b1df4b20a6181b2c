using TwistedSharp.Web.Client;

public static partial class twisted
{
    public static partial class web
    {
        /// <summary>twisted.web.client.</summary>
        public static partial class client
        {
            /// <summary>Fetches a page over a connection of its own (getPage).</summary>
            public static Deferred<byte[]> getPage(
                string url, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = "Twisted PageGetter",
                double timeout = 0, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
                bool afterFoundGet = false) =>
                Pages.GetPage(
                    Reactors.Default, url, method, postdata, headers, agent, Limit(timeout), cookies, followRedirect, redirectLimit,
                        afterFoundGet);

            /// <summary>Gets a page into a file (downloadPage).</summary>
            public static Deferred downloadPage(
                string url, string file, string method = "GET", byte[]? postdata = null, Headers? headers = null,
                string agent = "Twisted client",
                bool supportPartial = false, double timeout = 0, IDictionary<string, string>? cookies = null, bool followRedirect = true,
                int redirectLimit = 20, bool afterFoundGet = false) =>
                Pages.DownloadPage(
                    Reactors.Default, url, file, method, postdata, headers, agent, supportPartial, Limit(timeout), cookies, followRedirect,
                    redirectLimit, afterFoundGet);

            /// <summary>Twisted's Agent: without a pool, each request has a connection of its own.</summary>
            public static Agent Agent(
                IReactor reactor, IPolicyForHTTPS? contextFactory = null, double? connectTimeout = null, string? bindAddress = null,
                HTTPConnectionPool? pool = null) =>
                new(reactor, pool ?? new HTTPConnectionPool(reactor, persistent: false),
                    connectTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, bindAddress, contextFactory);

            /// <summary>Connections that are kept and used again.</summary>
            public static HTTPConnectionPool HTTPConnectionPool(IReactor reactor, bool persistent = true) => new(reactor, persistent);

            /// <summary>Twisted's readBody.</summary>
            public static Deferred<byte[]> readBody(Response response) => response.ReadBody();

            /// <summary>Follows redirects of GET and HEAD.</summary>
            public static RedirectAgent RedirectAgent(
                IAgent agent, int redirectLimit = 20, IEnumerable<string>? sensitiveHeaderNames = null) =>
                new(agent, redirectLimit, sensitiveHeaderNames);

            /// <summary>Follows redirects as browsers do.</summary>
            public static BrowserLikeRedirectAgent BrowserLikeRedirectAgent(
                IAgent agent, int redirectLimit = 20, IEnumerable<string>? sensitiveHeaderNames = null) =>
                new(agent, redirectLimit, sensitiveHeaderNames);

            /// <summary>Sends and keeps cookies; Python's http.cookiejar.CookieJar is <see cref="CookieJar"/>.</summary>
            public static CookieAgent CookieAgent(IAgent agent, CookieJar cookieJar) => new(agent, cookieJar);

            /// <summary>Cookies that are kept.</summary>
            public static CookieJar CookieJar() => new();

            /// <summary>Decodes bodies: <c>client.ContentDecoderAgent(agent, [("gzip", () => client.GzipDecoder())])</c>.</summary>
            public static ContentDecoderAgent ContentDecoderAgent(
                IAgent agent, IEnumerable<(string Name, Func<IContentDecoder> Factory)>? decoders = null) =>
                new(agent, decoders);

            /// <summary>Decodes gzip.</summary>
            public static IContentDecoder GzipDecoder() => new GzipDecoder();

            /// <summary>Asks a proxy.</summary>
            public static ProxyAgent ProxyAgent(IStreamClientEndpoint endpoint, IReactor? reactor = null, HTTPConnectionPool? pool = null)
            {
                reactor ??= Reactors.Default;
                return new ProxyAgent(endpoint, reactor, pool ?? new HTTPConnectionPool(reactor, persistent: false));
            }

            /// <summary>Sends a file's or a stream's bytes.</summary>
            public static IBodyProducer FileBodyProducer(Stream inputFile, int readSize = 65536) =>
                new FileBodyProducer(inputFile, readSize);

            /// <summary>Verifies as browsers do.</summary>
            public static BrowserLikePolicyForHTTPS BrowserLikePolicyForHTTPS(
                System.Security.Cryptography.X509Certificates.X509Certificate2Collection? trustRoot = null) => new(trustRoot);

            /// <summary><see cref="ResponseDoneException"/>, for check and trap.</summary>
            public static Type ResponseDone => typeof(ResponseDoneException);

            /// <summary><see cref="ResponseFailedException"/>, for check and trap.</summary>
            public static Type ResponseFailed => typeof(ResponseFailedException);

            /// <summary><see cref="ResponseNeverReceivedException"/>, for check and trap.</summary>
            public static Type ResponseNeverReceived => typeof(ResponseNeverReceivedException);

            /// <summary><see cref="RequestGenerationFailedException"/>, for check and trap.</summary>
            public static Type RequestGenerationFailed => typeof(RequestGenerationFailedException);

            /// <summary><see cref="RequestTransmissionFailedException"/>, for check and trap.</summary>
            public static Type RequestTransmissionFailed => typeof(RequestTransmissionFailedException);

            /// <summary><see cref="PartialDownloadException"/>, for check and trap.</summary>
            public static Type PartialDownloadError => typeof(PartialDownloadException);

            private static TimeSpan? Limit(double timeout) => timeout == 0 ? null : TimeSpan.FromSeconds(timeout);
        }

        /// <summary>twisted.web.http_headers.</summary>
        public static class http_headers
        {
            /// <summary>Header fields: <c>http_headers.Headers(new() { ["User-Agent"] = ["me"] })</c>.</summary>
            public static Headers Headers(Dictionary<string, IEnumerable<string>>? rawHeaders = null)
            {
                var headers = new Headers();
                foreach (var (name, values) in rawHeaders ?? [])
                    headers.SetRawHeaders(name, values);
                return headers;
            }
        }

        /// <summary>twisted.web.error.</summary>
        public static class error
        {
            /// <summary><see cref="WebErrorException"/>, for check and trap.</summary>
            public static Type Error => typeof(WebErrorException);

            /// <summary><see cref="PageRedirectException"/>, for check and trap.</summary>
            public static Type PageRedirect => typeof(PageRedirectException);

            /// <summary><see cref="InfiniteRedirectionException"/>, for check and trap.</summary>
            public static Type InfiniteRedirection => typeof(InfiniteRedirectionException);

            /// <summary><see cref="RedirectWithNoLocationException"/>, for check and trap.</summary>
            public static Type RedirectWithNoLocation => typeof(RedirectWithNoLocationException);

            /// <summary><see cref="SchemeNotSupportedException"/>, for check and trap.</summary>
            public static Type SchemeNotSupported => typeof(SchemeNotSupportedException);
        }
    }
}
