using System.ComponentModel;
using TwistedSharp.Web.Client;

/// <summary>What Twisted calls the members of agents, responses, headers and the pool.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WebWords
{
    extension(IAgent agent)
    {
        /// <inheritdoc cref="IAgent.Request"/>
        public Deferred<Response> request(string method, string uri, Headers? headers = null, IBodyProducer? bodyProducer = null) =>
            agent.Request(method, uri, headers, bodyProducer);

        /// <summary>The same with method and URI as bytes.</summary>
        public Deferred<Response> request(
            ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, Headers? headers = null, IBodyProducer? bodyProducer = null) =>
            agent.Request(Text(method), Text(uri), headers, bodyProducer);
    }

    extension(Response response)
    {
        /// <inheritdoc cref="Response.Code"/>
        public int code => response.Code;

        /// <inheritdoc cref="Response.Phrase"/>
        public string phrase => response.Phrase;

        /// <inheritdoc cref="Response.Version"/>
        public Version version => response.Version;

        /// <inheritdoc cref="Response.Headers"/>
        public Headers headers => response.Headers;

        /// <summary>The body's length, or null where Twisted says UNKNOWN_LENGTH.</summary>
        public long? length => response.Length;

        /// <inheritdoc cref="Response.Request"/>
        public Request request => response.Request;

        /// <inheritdoc cref="Response.PreviousResponse"/>
        public Response? previousResponse => response.PreviousResponse;

        /// <inheritdoc cref="Response.DeliverBody"/>
        public void deliverBody(IProtocol protocol) => response.DeliverBody(protocol);
    }

    extension(Headers headers)
    {
        /// <inheritdoc cref="Headers.AddRawHeader"/>
        public void addRawHeader(string name, string value) => headers.AddRawHeader(name, value);

        /// <inheritdoc cref="Headers.SetRawHeaders"/>
        public void setRawHeaders(string name, IEnumerable<string> values) => headers.SetRawHeaders(name, values);

        /// <inheritdoc cref="Headers.GetRawHeaders"/>
        public IReadOnlyList<string>? getRawHeaders(string name) => headers.GetRawHeaders(name);

        /// <summary>The values of a field, or what is given where it is not there.</summary>
        public IReadOnlyList<string> getRawHeaders(string name, IReadOnlyList<string> @default) => headers.GetRawHeaders(name) ?? @default;

        /// <inheritdoc cref="Headers.GetAllRawHeaders"/>
        public IEnumerable<(string Name, IReadOnlyList<string> Values)> getAllRawHeaders() => headers.GetAllRawHeaders();

        /// <inheritdoc cref="Headers.HasHeader"/>
        public bool hasHeader(string name) => headers.HasHeader(name);

        /// <inheritdoc cref="Headers.RemoveHeader"/>
        public void removeHeader(string name) => headers.RemoveHeader(name);

        /// <inheritdoc cref="Headers.Copy"/>
        public Headers copy() => headers.Copy();
    }

    extension(HTTPConnectionPool pool)
    {
        /// <inheritdoc cref="HTTPConnectionPool.MaxConnectionsPerHost"/>
        public int maxPersistentPerHost { get => pool.MaxConnectionsPerHost; set => pool.MaxConnectionsPerHost = value; }

        /// <summary>Seconds that an idle connection is kept.</summary>
        public double cachedConnectionTimeout
        {
            get => pool.CachedConnectionTimeout.TotalSeconds;
            set => pool.CachedConnectionTimeout = TimeSpan.FromSeconds(value);
        }

        /// <inheritdoc cref="HTTPConnectionPool.RetryAutomatically"/>
        public bool retryAutomatically { get => pool.RetryAutomatically; set => pool.RetryAutomatically = value; }

        /// <inheritdoc cref="HTTPConnectionPool.CloseCachedConnections"/>
        public Deferred<int> closeCachedConnections() => pool.CloseCachedConnections();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
