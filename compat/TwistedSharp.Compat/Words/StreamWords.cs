using System.ComponentModel;
using System.Security.Cryptography.X509Certificates;

/// <summary>What Twisted calls the members of streams that can be half closed, tuned or turned into TLS, and of endpoints.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StreamWords
{
    extension(ITransport transport)
    {
        /// <inheritdoc cref="IHalfCloseableTransport.LoseWriteConnection"/>
        /// <exception cref="InvalidCastException">The transport cannot be half closed.</exception>
        public void loseWriteConnection() => ((IHalfCloseableTransport)transport).LoseWriteConnection();

        /// <inheritdoc cref="ITcpTransport.TcpNoDelay"/>
        /// <exception cref="InvalidCastException">The transport is not TCP.</exception>
        public bool getTcpNoDelay() => ((ITcpTransport)transport).TcpNoDelay;

        /// <inheritdoc cref="ITcpTransport.TcpNoDelay"/>
        /// <exception cref="InvalidCastException">The transport is not TCP.</exception>
        public void setTcpNoDelay(bool enabled) => ((ITcpTransport)transport).TcpNoDelay = enabled;

        /// <inheritdoc cref="ITcpTransport.TcpKeepAlive"/>
        /// <exception cref="InvalidCastException">The transport is not TCP.</exception>
        public bool getTcpKeepAlive() => ((ITcpTransport)transport).TcpKeepAlive;

        /// <inheritdoc cref="ITcpTransport.TcpKeepAlive"/>
        /// <exception cref="InvalidCastException">The transport is not TCP.</exception>
        public void setTcpKeepAlive(bool enabled) => ((ITcpTransport)transport).TcpKeepAlive = enabled;

        /// <inheritdoc cref="ITlsCapable.StartTLS(TlsOptions)"/>
        /// <exception cref="InvalidCastException">The transport cannot turn to TLS.</exception>
        public void startTLS(TlsOptions contextFactory) => ((ITlsCapable)transport).StartTLS(contextFactory);

        /// <inheritdoc cref="ITlsCapable.StartTLS(TlsServerOptions)"/>
        /// <exception cref="InvalidCastException">The transport cannot turn to TLS.</exception>
        public void startTLS(TlsServerOptions contextFactory) => ((ITlsCapable)transport).StartTLS(contextFactory);

        /// <inheritdoc cref="ITlsTransport.PeerCertificate"/>
        public X509Certificate2? getPeerCertificate() => Tls(transport)?.PeerCertificate;

        /// <inheritdoc cref="ITlsTransport.NegotiatedProtocol"/>
        public string? negotiatedProtocol => Tls(transport)?.NegotiatedProtocol;
    }

    extension(IStreamClientEndpoint endpoint)
    {
        /// <inheritdoc cref="IStreamClientEndpoint.Connect"/>
        public Deferred<IProtocol> connect(IFactory protocolFactory) => endpoint.Connect(protocolFactory);
    }

    extension(IStreamServerEndpoint endpoint)
    {
        /// <inheritdoc cref="IStreamServerEndpoint.Listen"/>
        public Deferred<IListeningPort> listen(IFactory protocolFactory) => endpoint.Listen(protocolFactory);
    }

    extension(StandardIO transport)
    {
        /// <inheritdoc cref="StandardIO.LoseWriteConnection"/>
        public void loseWriteConnection() => transport.LoseWriteConnection();
    }

    private static ITlsTransport? Tls(ITransport transport) => transport as ITlsTransport ?? (transport as ITlsCapable)?.Tls;
}
