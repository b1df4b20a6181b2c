using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>A real Apache httpd on loopback.</summary>
internal sealed class Apache : IOrigin
{
    private const string Modules = "/usr/lib/apache2/modules";

    private static readonly string[] Loaded = ["mpm_event", "authz_core", "mime", "alias", "filter", "deflate", "reflector"];

    private readonly string _program = Peer.Find("apache2", "apache2-bin");
    private readonly Scratch _scratch = new();
    private readonly Child _process;
    private readonly int _port = Peer.FreePort();

    internal Apache(OriginSettings? settings = null)
    {
        settings ??= new OriginSettings();
        // It never serves as root, and those it serves as may read.
        _scratch.OpenToAll();
        _scratch.Write("httpd.conf", $$"""
            {{string.Join('\n', Loaded.Select(name => $"LoadModule {name}_module {Modules}/mod_{name}.so"))}}
            ServerRoot {{_scratch.Folder}}
            ServerName localhost
            Listen 127.0.0.1:{{_port}}
            PidFile {{_scratch.PathOf("httpd.pid")}}
            DefaultRuntimeDir {{_scratch.Folder}}
            ErrorLog /dev/stderr
            LogFormat "%{remote}p %k %{begin:usec}t %m %U" deliveries
            CustomLog {{_scratch.PathOf("access.log")}} deliveries
            {{(Environment.IsPrivilegedProcess ? "User www-data\nGroup www-data" : "")}}
            StartServers 1
            ServerLimit 4
            ThreadsPerChild 32
            MaxRequestWorkers 128
            KeepAlive On
            KeepAliveTimeout {{settings.IdleSeconds}}
            MaxKeepAliveRequests {{settings.RequestsPerConnection}}
            Timeout 60
            DocumentRoot {{settings.SiteIn(_scratch)}}
            TypesConfig /dev/null
            AddType text/plain .txt
            AddOutputFilterByType DEFLATE text/plain
            Redirect 204 /none
            Redirect 302 /moved /{{SitePages.Name(3)}}
            <Location /refused>
                Require all denied
            </Location>
            <Location /post>
                SetHandler reflector
            </Location>
            """);
        try
        {
            _process = new Child(_program, "-D", "FOREGROUND", "-f", _scratch.PathOf("httpd.conf"));
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
        try
        {
            _process.WaitFor("resuming normal operations");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool Echoes => true;

    public bool RefusesAtOnce => true;

    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            // A port may come again with another connection: its first request is number 0.
            var connections = new Dictionary<string, int>();
            return
            [
                .. File.ReadAllLines(_scratch.PathOf("access.log")).Select(line => line.Split(' ')).OrderBy(p => p[2], StringComparer.Ordinal)
                    .Select(p => new Delivery(Connection(p[0], p[1]), p[3], p[4], Seconds(p[2]))),
            ];

            string Connection(string port, string number)
            {
                connections.TryGetValue(port, out var count);
                if (number == "0")
                    connections[port] = ++count;
                return $"{port}.{count}";
            }
        }
    }

    public int Connections => Deliveries.DistinctBy(d => d.Connection).Count();

    public int? MostAtOnce => null;

    public string URL(string path) => $"http://127.0.0.1:{_port}/{path}";

    public void Quit()
    {
        var (code, output) = Peer.Run(_program, "-f", _scratch.PathOf("httpd.conf"), "-k", "graceful-stop");
        code.Should().Be(0, output);
        _process.WaitForExit().Should().BeTrue("Apache ends when told to: {0}", _process.Said);
    }

    public void Dispose()
    {
        _process.Dispose();
        _scratch.Dispose();
    }

    private static double Seconds(string microseconds) => double.Parse(microseconds, CultureInfo.InvariantCulture) / 1e6;
}
