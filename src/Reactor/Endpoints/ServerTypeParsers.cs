using System.Net;

namespace TwistedSharp.Internet;

/// <summary>The types of server endpoints that descriptions can name.</summary>
internal static class ServerTypeParsers
{
    private const int DefaultBacklog = 50;

    internal static IStreamServerEndpoint Tcp(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(3, "port", "interface", "backlog");
        return new TCP4ServerEndpoint(reactor, Port(arguments), Backlog(arguments), arguments.Text("interface") ?? "");
    }

    internal static IStreamServerEndpoint Tcp6(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(3, "port", "backlog", "interface");
        return new TCP6ServerEndpoint(reactor, Port(arguments), Backlog(arguments), arguments.Text("interface") ?? "::");
    }

    internal static IStreamServerEndpoint Ssl(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(8, "port", "privateKey", "certKey", "sslmethod", "interface", "backlog", "extraCertChain", "dhParameters");
        if (arguments.Has("dhParameters"))
            Log.Warn($"{arguments.Prefix}: the argument dhParameters is not used and its file not read: the system chooses key exchanges.");
        // "Any version that both speak" is all that there is.
        if (arguments.Text("sslmethod") is not (null or "SSLv23_METHOD" or "TLS_METHOD"))
            throw arguments.Unexpected("sslmethod", "TLS_METHOD, or none, for TLS 1.2 and later");
        var chain = arguments.Has("extraCertChain") ? PemFiles.Certificates(arguments, "extraCertChain") : null;
        var options = new TlsServerOptions(PemFiles.ServerCertificate(arguments), chain);
        return new SSL4ServerEndpoint(reactor, Port(arguments), options, Backlog(arguments), arguments.Text("interface") ?? "");
    }

    internal static IStreamServerEndpoint Unix(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(4, "address", "mode", "backlog", "lockfile");
        return new UNIXServerEndpoint(
            reactor, arguments.RequiredText("address"), Backlog(arguments), Mode(arguments), arguments.Flag("lockfile", otherwise: true));
    }

    internal static IStreamServerEndpoint Systemd(IReactor reactor, EndpointArguments arguments) =>
        Systemd(reactor, arguments, ListenFDs.Inherited);

    internal static IStreamServerEndpoint Systemd(IReactor reactor, EndpointArguments arguments, ListenFDs inherited)
    {
        arguments.Declare(3, "domain", "index", "name");
        if (arguments.Has("index") == arguments.Has("name"))
        {
            var seen = arguments.Has("name") ? "both given" : "not given";
            throw EndpointArguments.Invalid($"{arguments.Prefix}: the arguments index and name are {seen}, but one of them was expected.");
        }
        var by = arguments.Has("name") ? "name" : "index";
        var handle = by == "name"
            ? inherited.Named(arguments.RequiredText("name"))
            : inherited.At(arguments.Number("index", 0, int.MaxValue));
        if (handle is null)
            throw arguments.Unexpected(by, $"one of the {inherited.Count} inherited sockets");
        var family = ListenFDs.FamilyOf(handle);
        if (arguments.RequiredText("domain") != family)
            throw arguments.Unexpected("domain", $"{family}, the inherited socket's,");
        return new AdoptedStreamServerEndpoint(reactor, handle);
    }

    internal static IStreamServerEndpoint Stdio(IReactor reactor, EndpointArguments arguments)
    {
        arguments.Declare(0);
        return new StandardIOEndpoint(reactor);
    }

    /// <summary>All behind the type is the description of what to listen on.</summary>
    internal static IStreamServerEndpoint HAProxy(IReactor reactor, EndpointArguments arguments)
    {
        var named = arguments.Named.OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => $"{Endpoints.QuoteStringArgument(a.Key)}={Endpoints.QuoteStringArgument(a.Value)}");
        var inner = string.Join(':', arguments.Positional.Select(Endpoints.QuoteStringArgument).Concat(named));
        return new HAProxyServerEndpoint(reactor, Endpoints.ServerFromString(reactor, inner));
    }

    private static int Port(EndpointArguments arguments) => arguments.Number("port", 0, IPEndPoint.MaxPort);

    private static int Backlog(EndpointArguments arguments) => arguments.Number("backlog", 0, int.MaxValue, DefaultBacklog);

    private static UnixFileMode Mode(EndpointArguments arguments)
    {
        var text = arguments.Text("mode") ?? "666";
        var mode = 0;
        foreach (var c in text)
            mode = c is >= '0' and <= '7' && mode <= 0xfff ? (mode * 8) + (c - '0') : int.MaxValue;
        return text.Length > 0 && mode <= 0xfff ? (UnixFileMode)mode : throw arguments.Unexpected("mode", "an octal mode, as 660,");
    }
}
