using System.Collections.Concurrent;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Endpoints from descriptions, and of other endpoints (twisted.internet.endpoints).</summary>
/// <remarks>
/// <para>Clients: <c>tcp:host:port[:timeout=30][:bindAddress=...]</c>;
/// <c>tls:host:port[:timeout=30][:bindAddress=...][:certificate=file][:privateKey=file][:trustRoots=directory][:endpoint=description]</c>;
/// <c>ssl:host:port[:timeout=30][:bindAddress=...][:certKey=file][:privateKey=file][:caCertsDir=directory][:hostname=name]</c>;
/// <c>unix:path[:timeout=30][:lockfile=0]</c>.</para>
/// <para>Servers: <c>tcp:port[:interface=...][:backlog=50]</c>; <c>tcp6:port[:backlog=50][:interface=\:\:]</c>;
/// <c>ssl:port[:privateKey=server.pem][:certKey=file][:sslmethod=TLS_METHOD][:interface=...][:backlog=50][:extraCertChain=file]</c>;
/// <c>unix:path[:mode=666][:backlog=50][:lockfile=1]</c>; <c>systemd:domain=INET:index=0</c> or <c>systemd:domain=INET:name=...</c>;
/// <c>stdio:</c>; <c>haproxy:</c> and another of these.</para>
/// <para>Certificates and keys are PEM files. <c>ssl:</c> and <c>tls:</c> always verify the server: as <c>hostname</c> where that is given,
/// else as the host. <c>ssl:</c> takes Twisted's <c>dhParameters=file</c> too, but does not use it, and warns: the system chooses key
/// exchanges.</para>
/// </remarks>
public static class Endpoints
{
    private static readonly ConcurrentDictionary<string, Func<IReactor, EndpointArguments, IStreamClientEndpoint>> ClientTypes =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["tcp"] = ClientTypeParsers.Tcp,
            ["tls"] = ClientTypeParsers.Tls,
            ["ssl"] = ClientTypeParsers.Ssl,
            ["unix"] = ClientTypeParsers.Unix,
        };

    private static readonly ConcurrentDictionary<string, Func<IReactor, EndpointArguments, IStreamServerEndpoint>> ServerTypes =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["tcp"] = ServerTypeParsers.Tcp,
            ["tcp6"] = ServerTypeParsers.Tcp6,
            ["ssl"] = ServerTypeParsers.Ssl,
            ["unix"] = ServerTypeParsers.Unix,
            ["systemd"] = ServerTypeParsers.Systemd,
            ["stdio"] = ServerTypeParsers.Stdio,
            ["haproxy"] = ServerTypeParsers.HAProxy,
        };

    /// <summary>Makes the client endpoint that a text describes (clientFromString).</summary>
    /// <param name="reactor">Where its connections run.</param>
    /// <param name="description">As <c>tcp:example.com:80</c> or <c>unix:/run/x:timeout=5</c>; the type in any case.</param>
    /// <exception cref="ArgumentException">There is no such type, or an argument is not what it should be: the message says
    /// which.</exception>
    public static IStreamClientEndpoint ClientFromString(IReactor reactor, string description) =>
        FromString(ClientTypes, reactor, description);

    /// <summary>Makes the server endpoint that a text describes (serverFromString).</summary>
    /// <param name="reactor">Where it listens.</param>
    /// <param name="description">As <c>tcp:8080:interface=127.0.0.1</c> or <c>unix:/run/x:mode=660</c>; the type in any case.</param>
    /// <exception cref="ArgumentException">There is no such type, or an argument is not what it should be: the message says
    /// which.</exception>
    public static IStreamServerEndpoint ServerFromString(IReactor reactor, string description) =>
        FromString(ServerTypes, reactor, description);

    /// <summary>Escapes a value so that it can be put into a description (quoteStringArgument).</summary>
    /// <param name="argument">The value, as a path with a colon.</param>
    public static string QuoteStringArgument(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument.Replace("\\", "\\\\").Replace(":", "\\:").Replace("=", "\\=");
    }

    /// <summary>Adds a type of client endpoint to <see cref="ClientFromString"/>
    /// (IStreamClientEndpointStringParserWithReactor).</summary>
    /// <param name="prefix">Its type, before the first colon; the case does not matter.</param>
    /// <param name="parse">Makes an endpoint of arguments, which it declares first.</param>
    /// <returns>Takes it away again when disposed.</returns>
    /// <exception cref="ArgumentException">There is such a type already.</exception>
    public static IDisposable RegisterClientType(string prefix, Func<IReactor, EndpointArguments, IStreamClientEndpoint> parse) =>
        Register(ClientTypes, prefix, parse);

    /// <summary>Adds a type of server endpoint to <see cref="ServerFromString"/> (IStreamServerEndpointStringParser).</summary>
    /// <param name="prefix">Its type, before the first colon; the case does not matter.</param>
    /// <param name="parse">Makes an endpoint of arguments, which it declares first.</param>
    /// <returns>Takes it away again when disposed.</returns>
    /// <exception cref="ArgumentException">There is such a type already.</exception>
    public static IDisposable RegisterServerType(string prefix, Func<IReactor, EndpointArguments, IStreamServerEndpoint> parse) =>
        Register(ServerTypes, prefix, parse);

    /// <summary>Connects a protocol that is there already, without a factory (connectProtocol).</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="protocol">It; for one connection.</param>
    /// <returns>The protocol when it is connected; fails as the endpoint does.</returns>
    public static Deferred<T> ConnectProtocol<T>(IStreamClientEndpoint endpoint, T protocol)
        where T : class, IProtocol
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(protocol);
        return endpoint.Connect(Factory.ForProtocol(() => protocol)).AddCallback(_ => protocol);
    }

    /// <summary>Speaks TLS over the connections of an endpoint of this library (wrapClientTLS).</summary>
    /// <remarks>The endpoint's own timeout covers the handshake too.</remarks>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="endpoint">Connects.</param>
    /// <exception cref="ArgumentException">The endpoint is another's, and does not tell its reactor: use the overload that takes
    /// one.</exception>
    public static IStreamClientEndpoint WrapClientTls(TlsOptions options, IStreamClientEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var timed = endpoint as ITimedEndpoint ?? throw new ArgumentException(
            $"{endpoint} does not tell its reactor, which times the handshake; give WrapClientTls the reactor.", nameof(endpoint));
        return new TlsClientEndpoint(timed.Clock, endpoint, options, timed.Timeout);
    }

    /// <summary>Speaks TLS over the connections of any endpoint (wrapClientTLS).</summary>
    /// <param name="reactor">Times the connect.</param>
    /// <param name="options">Whom to trust, and as what host.</param>
    /// <param name="endpoint">Connects.</param>
    /// <param name="timeout">How long connecting and handshake together may take; when null, as long as the endpoint itself, or 30
    /// s.</param>
    public static IStreamClientEndpoint WrapClientTls(
        IReactorTime reactor, TlsOptions options, IStreamClientEndpoint endpoint, TimeSpan? timeout = null) =>
        new TlsClientEndpoint(reactor, endpoint, options, timeout ?? (endpoint as ITimedEndpoint)?.Timeout);

    private static T FromString<T>(
        ConcurrentDictionary<string, Func<IReactor, EndpointArguments, T>> types, IReactor reactor, string description)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        var arguments = EndpointArguments.Parse(description);
        if (types.TryGetValue(arguments.Prefix, out var parse))
            return parse(reactor, arguments);
        var known = string.Join(", ", types.Keys.Order(StringComparer.Ordinal));
        throw EndpointArguments.Invalid($"There is no type of endpoint \"{arguments.Prefix}\"; there are {known}.");
    }

    private static Registration<T> Register<T>(
        ConcurrentDictionary<string, Func<IReactor, EndpointArguments, T>> types, string prefix, Func<IReactor, EndpointArguments, T> parse)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        ArgumentNullException.ThrowIfNull(parse);
        if (prefix.AsSpan().IndexOfAny(":=\\") >= 0)
            throw new ArgumentException($"A type has no colon, equals sign or backslash, but \"{prefix}\" has.", nameof(prefix));
        if (!types.TryAdd(prefix, parse))
            throw new ArgumentException($"There is a type of endpoint \"{prefix}\" already.", nameof(prefix));
        return new Registration<T>(types, new(prefix, parse));
    }

    private sealed class Registration<T>(
        ConcurrentDictionary<string, Func<IReactor, EndpointArguments, T>> types,
        KeyValuePair<string, Func<IReactor, EndpointArguments, T>> entry) : IDisposable
    {
        // Only what was registered: the prefix may be another's by now.
        public void Dispose() => types.TryRemove(entry);
    }
}
