using TwistedSharp.Web.Client;

public static partial class twisted
{
    public static partial class web
    {
        public static partial class client
        {
            /// <summary>The protocol of one page, with the hooks of Twisted's (removed there in 22.1).</summary>
            public partial class HTTPPageGetter : TwistedSharp.Web.Client.HTTPPageGetter
            {
                /// <inheritdoc cref="Protocol.Transport"/>
                public ITransport transport => Transport;

                /// <summary>The factory of the page.</summary>
                public TwistedSharp.Web.Client.HTTPClientFactory? factory => ClientFactory;

                /// <summary>"HTTP/1.0" or "HTTP/1.1".</summary>
                public string version => Version;

                /// <summary>The status in digits, as Twisted has it.</summary>
                public string status => $"{Status}";

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.Message"/>
                public string message => Message;

                /// <summary>The header fields, by their names in lower case.</summary>
                public Dictionary<string, List<string>> headers => PageWords.Lower(Headers);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.Length"/>
                public long? length => Length;

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.Failed"/>
                public bool failed { get => Failed; set => Failed = value; }

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.FollowRedirect"/>
                public bool followRedirect { get => FollowRedirect; set => FollowRedirect = value; }

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.AfterFoundGet"/>
                public bool afterFoundGet { get => AfterFoundGet; set => AfterFoundGet = value; }

                /// <inheritdoc/>
                public sealed override void ConnectionMade() => connectionMade();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.ConnectionMade"/>
                public virtual void connectionMade() => base.ConnectionMade();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus"/>
                public virtual void handleStatus(string version, string status, string message) =>
                    base.HandleStatus(version == "HTTP/1.0" ? 0 : 1, int.Parse(status), message);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleHeader"/>
                public virtual void handleHeader(byte[] key, byte[] value) => base.HandleHeader(key, value);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleEndHeaders"/>
                public virtual void handleEndHeaders() => base.HandleEndHeaders();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleResponsePart"/>
                public virtual void handleResponsePart(byte[] data) => base.HandleResponsePart(data);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleResponseEnd"/>
                public virtual void handleResponseEnd() => base.HandleResponseEnd();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleResponse"/>
                public virtual void handleResponse(byte[] response) => base.HandleResponse(response);

                /// <inheritdoc/>
                protected sealed override void HandleStatus(int minorVersion, int status, string message) =>
                    handleStatus($"HTTP/1.{minorVersion}", $"{status}", message);

                /// <inheritdoc/>
                protected sealed override void HandleHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
                    handleHeader(name.ToArray(), value.ToArray());

                /// <inheritdoc/>
                protected sealed override void HandleEndHeaders() => handleEndHeaders();

                /// <inheritdoc/>
                protected sealed override void HandleResponsePart(ReadOnlySpan<byte> data) => handleResponsePart(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void HandleResponseEnd() => handleResponseEnd();

                /// <inheritdoc/>
                protected sealed override void HandleResponse(ReadOnlySpan<byte> body) => handleResponse(body.ToArray());
            }

            /// <summary>The protocol of one download; what it does with the body is its factory's.</summary>
            public class HTTPPageDownloader : HTTPPageGetter;

            /// <summary>The factory of one page, with the hooks of Twisted's (removed there in 22.1); connected with
            /// <c>reactor.connectTCP(factory.host, factory.port, factory)</c>.</summary>
            /// <remarks>The timeout is in seconds; 0 is none.</remarks>
            public class HTTPClientFactory(
                string url, string method = "GET", byte[]? postdata = null, Headers? headers = null, string agent = "Twisted PageGetter",
                double timeout = 0, IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
                bool afterFoundGet = false)
                : TwistedSharp.Web.Client.HTTPClientFactory(
                    url, method, postdata, headers, agent, Limit(timeout), cookies, followRedirect, redirectLimit, afterFoundGet)
            {
                /// <summary>What makes the protocol of the page: <c>protocol = () => new MyGetter()</c>.</summary>
                public Func<TwistedSharp.Web.Client.HTTPPageGetter> protocol { get; set; } = () => new HTTPPageGetter();

                /// <inheritdoc/>
                protected sealed override TwistedSharp.Web.Client.HTTPPageGetter MakeGetter() => protocol();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.BuildProtocol"/>
                public virtual IProtocol? buildProtocol(IAddress addr) => base.BuildProtocol(addr);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.ClientConnectionFailed"/>
                public virtual void clientConnectionFailed(IConnector connector, Failure reason) =>
                    base.ClientConnectionFailed(connector, reason);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.GotHeaders"/>
                public virtual void gotHeaders(Headers headers) => base.GotHeaders(headers);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.GotStatus"/>
                public virtual void gotStatus(string version, string status, string message) =>
                    base.GotStatus(version == "HTTP/1.0" ? 0 : 1, int.Parse(status), message);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.Page"/>
                public virtual void page(byte[] page) => base.Page(page);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.NoPage"/>
                public virtual void noPage(Failure reason) => base.NoPage(reason);

                /// <inheritdoc/>
                public sealed override IProtocol? BuildProtocol(IAddress address) => buildProtocol(address);

                /// <inheritdoc/>
                public sealed override void ClientConnectionFailed(IConnector connector, Failure reason) =>
                    clientConnectionFailed(connector, reason);

                /// <inheritdoc/>
                protected sealed override void GotHeaders(Headers headers) => gotHeaders(headers);

                /// <inheritdoc/>
                protected sealed override void GotStatus(int minorVersion, int status, string message) =>
                    gotStatus($"HTTP/1.{minorVersion}", $"{status}", message);

                /// <inheritdoc/>
                protected sealed override void Page(byte[] body) => page(body);

                /// <inheritdoc/>
                protected sealed override void NoPage(Failure reason) => noPage(reason);
            }

            /// <summary>The factory of one download into a file, with the hooks of Twisted's (removed there in 22.1).</summary>
            /// <remarks>The timeout is in seconds; 0 is none.</remarks>
            public class HTTPDownloader : TwistedSharp.Web.Client.HTTPDownloader
            {
                /// <summary>A download into a file of that name.</summary>
                public HTTPDownloader(
                    string url, string fileOrName, string method = "GET", byte[]? postdata = null, Headers? headers = null,
                    string agent = "Twisted client", bool supportPartial = false, double timeout = 0,
                    IDictionary<string, string>? cookies = null, bool followRedirect = true, int redirectLimit = 20,
                    bool afterFoundGet = false)
                    : base(
                        url, fileOrName, method, postdata, headers, agent, supportPartial, Limit(timeout), cookies, followRedirect,
                        redirectLimit, afterFoundGet)
                {
                }

                /// <summary>A download into a stream that is open already.</summary>
                public HTTPDownloader(
                    string url, Stream fileOrName, string method = "GET", byte[]? postdata = null, Headers? headers = null,
                    string agent = "Twisted client", double timeout = 0, IDictionary<string, string>? cookies = null,
                    bool followRedirect = true, int redirectLimit = 20, bool afterFoundGet = false)
                    : base(
                        url, fileOrName, method, postdata, headers, agent, Limit(timeout), cookies, followRedirect, redirectLimit,
                        afterFoundGet)
                {
                }

                /// <summary>What makes the protocol of the page: <c>protocol = () => new MyDownloader()</c>.</summary>
                public Func<TwistedSharp.Web.Client.HTTPPageGetter> protocol { get; set; } = () => new HTTPPageDownloader();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.FileName"/>
                public string? fileName => FileName;

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.File"/>
                public Stream? file => File;

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.RequestedPartial"/>
                public long requestedPartial => RequestedPartial;

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.Value"/>
                public byte[] value { get => Value; set => Value = value; }

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.OpenFile"/>
                public virtual Stream openFile(bool partialContent) => base.OpenFile(partialContent);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.PageStart"/>
                public virtual void pageStart(bool partialContent) => base.PageStart(partialContent);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.PagePart"/>
                public virtual void pagePart(byte[] data) => base.PagePart(data);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.PageEnd"/>
                public virtual void pageEnd() => base.PageEnd();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPClientFactory.GotHeaders"/>
                public virtual void gotHeaders(Headers headers) => base.GotHeaders(headers);

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPDownloader.NoPage"/>
                public virtual void noPage(Failure reason) => base.NoPage(reason);

                /// <inheritdoc/>
                protected sealed override TwistedSharp.Web.Client.HTTPPageGetter MakeGetter() => protocol();

                /// <inheritdoc/>
                protected sealed override Stream OpenFile(bool partialContent) => openFile(partialContent);

                /// <inheritdoc/>
                protected sealed override void PageStart(bool partialContent) => pageStart(partialContent);

                /// <inheritdoc/>
                protected sealed override void PagePart(ReadOnlySpan<byte> data) => pagePart(data.ToArray());

                /// <inheritdoc/>
                protected sealed override void PageEnd() => pageEnd();

                /// <inheritdoc/>
                protected sealed override void GotHeaders(Headers headers) => gotHeaders(headers);

                /// <inheritdoc/>
                protected sealed override void NoPage(Failure reason) => noPage(reason);
            }
        }
    }
}
