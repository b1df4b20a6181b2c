using TwistedSharp.Web.Client;

public static partial class twisted
{
    public static partial class web
    {
        /// <summary>twisted.web.iweb: what a program implements itself, with Twisted's names; each is the library's interface too.</summary>
        public static class iweb
        {
            /// <summary>The length of a body that is not known before it ends.</summary>
            public static long? UNKNOWN_LENGTH => null;

            /// <inheritdoc cref="TwistedSharp.Web.Client.IAgent"/>
            public interface IAgent : TwistedSharp.Web.Client.IAgent
            {
                /// <inheritdoc cref="TwistedSharp.Web.Client.IAgent.Request"/>
                Deferred<Response> request(
                    string method, string uri, Headers? headers = null, TwistedSharp.Web.Client.IBodyProducer? bodyProducer = null);

                Deferred<Response> TwistedSharp.Web.Client.IAgent.Request(
                    string method, string uri, Headers? headers, TwistedSharp.Web.Client.IBodyProducer? body, RequestOptions? options) =>
                    request(method, uri, headers, body);
            }

            /// <inheritdoc cref="TwistedSharp.Web.Client.IBodyProducer"/>
            public interface IBodyProducer : TwistedSharp.Web.Client.IBodyProducer, internet.interfaces.IPushProducer
            {
                /// <inheritdoc cref="TwistedSharp.Web.Client.IBodyProducer.Length"/>
                long? length { get; }

                /// <inheritdoc cref="TwistedSharp.Web.Client.IBodyProducer.StartProducing"/>
                Deferred startProducing(IConsumer consumer);

                long? TwistedSharp.Web.Client.IBodyProducer.Length => length;

                Deferred TwistedSharp.Web.Client.IBodyProducer.StartProducing(IConsumer consumer) => startProducing(consumer);
            }

            /// <inheritdoc cref="TwistedSharp.Web.Client.IPolicyForHTTPS"/>
            public interface IPolicyForHTTPS : TwistedSharp.Web.Client.IPolicyForHTTPS
            {
                /// <inheritdoc cref="TwistedSharp.Web.Client.IPolicyForHTTPS.CreatorForNetloc"/>
                TlsOptions creatorForNetloc(string hostname, int port);

                TlsOptions TwistedSharp.Web.Client.IPolicyForHTTPS.CreatorForNetloc(string host, int port) => creatorForNetloc(host, port);
            }

            /// <inheritdoc cref="TwistedSharp.Web.Client.IAgentEndpointFactory"/>
            public interface IAgentEndpointFactory : TwistedSharp.Web.Client.IAgentEndpointFactory
            {
                /// <inheritdoc cref="TwistedSharp.Web.Client.IAgentEndpointFactory.EndpointForURI"/>
                IStreamClientEndpoint endpointForURI(URI uri);

                IStreamClientEndpoint TwistedSharp.Web.Client.IAgentEndpointFactory.EndpointForURI(URI uri) => endpointForURI(uri);
            }
        }
    }
}
