namespace TwistedSharp.Peer.Tests;

/// <summary>A real proxy on loopback: squid, tinyproxy or microsocks.</summary>
internal sealed class ProxyServer : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Child _program;

    private ProxyServer(int port, Func<Scratch, Child> launch)
    {
        Port = port;
        try
        {
            _program = launch(_scratch);
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
        Peer.WaitUntilListening(port).Should().BeTrue("the proxy listens: {0}", _program.Said);
        _program.Forget();
    }

    internal int Port { get; }

    /// <summary>What it says it did.</summary>
    internal string Said => _program.Said;

    /// <summary>Keeps connections to clients and servers, caches nothing; tells of itself in Via.</summary>
    internal static ProxyServer Squid()
    {
        var program = Peer.Find("squid", "squid");
        var port = Peer.FreePort();
        return new ProxyServer(port, scratch => new Child(program, "-N", "-d", "1", "-f", scratch.Write("squid.conf", $"""
            http_port 127.0.0.1:{port}
            http_access allow localhost
            cache deny all
            access_log none
            cache_log /dev/null
            cache_store_log none
            netdb_filename none
            pid_filename none
            pinger_enable off
            visible_hostname squid.test
            shutdown_lifetime 0 seconds
            coredump_dir /tmp

            """)));
    }

    /// <summary>Closes each connection after one answer.</summary>
    /// <param name="login">Name and password, with a space between; anybody may use it when null.</param>
    internal static ProxyServer Tinyproxy(string? login = null)
    {
        var program = Peer.Find("tinyproxy", "tinyproxy-bin");
        var port = Peer.FreePort();
        return new ProxyServer(port, scratch => new Child(program, "-d", "-c", scratch.Write("tinyproxy.conf", $"""
            Port {port}
            Listen 127.0.0.1
            Allow 127.0.0.1
            Timeout 600
            MaxClients 100
            LogLevel Connect
            {(login is null ? "" : $"BasicAuth {login}")}

            """)));
    }

    /// <summary>Speaks SOCKS 5; says one line for each connection.</summary>
    /// <param name="name">The name that it wants to hear; none when null.</param>
    /// <param name="password">The password to it.</param>
    internal static ProxyServer Microsocks(string? name = null, string? password = null)
    {
        var program = Peer.Find("microsocks", "microsocks");
        var port = Peer.FreePort();
        string[] login = name is null ? [] : ["-u", name, "-P", password ?? ""];
        return new ProxyServer(port, _ => new Child(program, ["-i", "127.0.0.1", "-p", $"{port}", .. login]));
    }

    public void Dispose()
    {
        _program.Dispose();
        _scratch.Dispose();
    }
}
