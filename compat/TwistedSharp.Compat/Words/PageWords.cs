using System.ComponentModel;
using TwistedSharp.Web.Client;

/// <summary>What Twisted calls the members of the factories of pages.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PageWords
{
    extension(HTTPClientFactory factory)
    {
        /// <inheritdoc cref="HTTPClientFactory.Url"/>
        public string url => factory.Url;

        /// <inheritdoc cref="HTTPClientFactory.Scheme"/>
        public string scheme => factory.Scheme;

        /// <inheritdoc cref="HTTPClientFactory.Host"/>
        public string host => factory.Host;

        /// <inheritdoc cref="HTTPClientFactory.Port"/>
        public int port => factory.Port;

        /// <inheritdoc cref="HTTPClientFactory.Path"/>
        public string path => factory.Path;

        /// <inheritdoc cref="HTTPClientFactory.Method"/>
        public string method => factory.Method;

        /// <inheritdoc cref="HTTPClientFactory.Postdata"/>
        public byte[]? postdata => factory.Postdata;

        /// <inheritdoc cref="HTTPClientFactory.Headers"/>
        public Headers? headers => factory.Headers;

        /// <inheritdoc cref="HTTPClientFactory.Agent"/>
        public string agent => factory.Agent;

        /// <inheritdoc cref="HTTPClientFactory.Cookies"/>
        public IDictionary<string, string> cookies => factory.Cookies;

        /// <summary>Seconds for the whole page; 0 is no limit.</summary>
        public double timeout => factory.Timeout?.TotalSeconds ?? 0;

        /// <inheritdoc cref="HTTPClientFactory.FollowRedirect"/>
        public bool followRedirect { get => factory.FollowRedirect; set => factory.FollowRedirect = value; }

        /// <inheritdoc cref="HTTPClientFactory.RedirectLimit"/>
        public int redirectLimit { get => factory.RedirectLimit; set => factory.RedirectLimit = value; }

        /// <inheritdoc cref="HTTPClientFactory.AfterFoundGet"/>
        public bool afterFoundGet { get => factory.AfterFoundGet; set => factory.AfterFoundGet = value; }

        /// <inheritdoc cref="HTTPClientFactory.Deferred"/>
        public Deferred<byte[]> deferred => factory.Deferred;

        /// <inheritdoc cref="HTTPClientFactory.Waiting"/>
        public bool waiting => factory.Waiting;

        /// <summary>The status in digits, as Twisted has it.</summary>
        public string status => $"{factory.Status}";

        /// <inheritdoc cref="HTTPClientFactory.Message"/>
        public string message => factory.Message;

        /// <inheritdoc cref="HTTPClientFactory.Version"/>
        public string version => factory.Version;

        /// <summary>The header fields of the answer, by their names in lower case; null before they are there.</summary>
        public Dictionary<string, List<string>>? response_headers =>
            factory.ResponseHeaders is { } headers ? Lower(headers) : null;

        /// <inheritdoc cref="HTTPClientFactory.SetURL"/>
        public void setURL(string url) => factory.SetURL(url);
    }

    /// <summary>The header fields as Twisted's pages have them.</summary>
    internal static Dictionary<string, List<string>> Lower(Headers headers) =>
        headers.GetAllRawHeaders().ToDictionary(header => header.Name.ToLowerInvariant(), header => header.Values.ToList());
}
