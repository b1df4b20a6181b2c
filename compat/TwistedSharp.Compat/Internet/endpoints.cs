public static partial class twisted
{
    public static partial class internet
    {
        /// <summary>twisted.internet.endpoints.</summary>
        public static class endpoints
        {
            /// <inheritdoc cref="Endpoints.ClientFromString"/>
            public static IStreamClientEndpoint clientFromString(IReactor reactor, string description) =>
                Endpoints.ClientFromString(reactor, description);

            /// <inheritdoc cref="Endpoints.ServerFromString"/>
            public static IStreamServerEndpoint serverFromString(IReactor reactor, string description) =>
                Endpoints.ServerFromString(reactor, description);

            /// <inheritdoc cref="Endpoints.ConnectProtocol{T}"/>
            public static Deferred<T> connectProtocol<T>(IStreamClientEndpoint endpoint, T protocol) where T : class, IProtocol =>
                Endpoints.ConnectProtocol(endpoint, protocol);

            /// <inheritdoc cref="Endpoints.QuoteStringArgument"/>
            public static string quoteStringArgument(string argument) => Endpoints.QuoteStringArgument(argument);

            /// <inheritdoc cref="Endpoints.WrapClientTls(TlsOptions, IStreamClientEndpoint)"/>
            public static IStreamClientEndpoint wrapClientTLS(TlsOptions connectionCreator, IStreamClientEndpoint wrappedEndpoint) =>
                Endpoints.WrapClientTls(connectionCreator, wrappedEndpoint);

            /// <summary>TCP to an IPv4 address.</summary>
            public static IStreamClientEndpoint TCP4ClientEndpoint(
                IReactor reactor, string host, int port, double timeout = 30, string? bindAddress = null) =>
                new TCP4ClientEndpoint(reactor, host, port, TimeSpan.FromSeconds(timeout), bindAddress);

            /// <summary>TCP to an IPv6 address.</summary>
            public static IStreamClientEndpoint TCP6ClientEndpoint(
                IReactor reactor, string host, int port, double timeout = 30, string? bindAddress = null) =>
                new TCP6ClientEndpoint(reactor, host, port, TimeSpan.FromSeconds(timeout), bindAddress);

            /// <summary>TCP to a host by name.</summary>
            public static IStreamClientEndpoint HostnameEndpoint(
                IReactor reactor, string host, int port, double timeout = 30, string? bindAddress = null) =>
                new HostnameEndpoint(reactor, host, port, TimeSpan.FromSeconds(timeout), bindAddress);

            /// <summary>TLS over TCP.</summary>
            public static IStreamClientEndpoint SSL4ClientEndpoint(
                IReactor reactor, string host, int port, TlsOptions sslContextFactory, double timeout = 30, string? bindAddress = null) =>
                new SSL4ClientEndpoint(reactor, host, port, sslContextFactory, TimeSpan.FromSeconds(timeout), bindAddress);

            /// <summary>A UNIX socket.</summary>
            public static IStreamClientEndpoint UNIXClientEndpoint(
                IReactor reactor, string path, double timeout = 30, bool checkPID = false) =>
                new UNIXClientEndpoint(reactor, path, TimeSpan.FromSeconds(timeout), checkPID);

            /// <summary>Listens on IPv4.</summary>
            public static IStreamServerEndpoint TCP4ServerEndpoint(IReactor reactor, int port, int backlog = 50, string @interface = "") =>
                new TCP4ServerEndpoint(reactor, port, backlog, @interface);

            /// <summary>Listens on IPv6.</summary>
            public static IStreamServerEndpoint TCP6ServerEndpoint(
                IReactor reactor, int port, int backlog = 50, string @interface = "::") =>
                new TCP6ServerEndpoint(reactor, port, backlog, @interface);

            /// <summary>Listens with TLS.</summary>
            public static IStreamServerEndpoint SSL4ServerEndpoint(
                IReactor reactor, int port, TlsServerOptions sslContextFactory, int backlog = 50, string @interface = "") =>
                new SSL4ServerEndpoint(reactor, port, sslContextFactory, backlog, @interface);

            /// <summary>Listens on a UNIX socket.</summary>
            public static IStreamServerEndpoint UNIXServerEndpoint(
                IReactor reactor, string address, int backlog = 50, UnixFileMode? mode = null, bool wantPID = false) =>
                new UNIXServerEndpoint(reactor, address, backlog, mode, wantPID);

            /// <summary>Standard input and output as a connection.</summary>
            public static IStreamServerEndpoint StandardIOEndpoint(IReactor reactor) => new StandardIOEndpoint(reactor);
        }

        /// <summary>twisted.internet.stdio.</summary>
        public static class stdio
        {
            /// <summary>Standard input and output as a protocol's transport.</summary>
            public static StandardIO StandardIO(IProtocol proto, IReactor? reactor = null) => new(proto, reactor ?? Reactors.Default);
        }

        /// <summary>twisted.internet.address.</summary>
        public static class address
        {
            /// <summary>An address of IPv4; the type is there for the order of arguments.</summary>
            public static IPv4Address IPv4Address(string type, string host, int port) => new(host, port);

            /// <summary>An address of IPv6.</summary>
            public static IPv6Address IPv6Address(string type, string host, int port) => new(host, port);

            /// <summary>The path of a UNIX socket.</summary>
            public static UNIXAddress UNIXAddress(string? name) => new(name);
        }
    }
}
