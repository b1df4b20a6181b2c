using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>A real nginx on loopback with a folder of its own; it answers /post whatever the method.</summary>
internal sealed class Nginx : IOrigin
{
    private readonly string _program = Peer.Find("nginx", "nginx-light");
    private readonly Scratch _scratch = new();
    private Child _master;

    /// <summary>Starts one.</summary>
    /// <param name="certificates">An https server for each: its certificate is NAME.pem and NAME.key in the folder.</param>
    /// <param name="prepare">Writes those files.</param>
    /// <param name="settings">What else there is to say.</param>
    internal Nginx(IReadOnlyList<string>? certificates = null, Action<Scratch>? prepare = null, OriginSettings? settings = null)
    {
        prepare?.Invoke(_scratch);
        settings ??= new OriginSettings();
        var site = settings.SiteIn(_scratch);
        Port = Peer.FreePort();
        certificates ??= [];
        SecurePorts = [.. certificates.Select(_ => Peer.FreePort())];
        var servers = string.Concat(certificates.Select((name, i) => Server($"{SecurePorts[i]} ssl", site, $"""
            ssl_certificate {_scratch.PathOf(name)}.pem;
            ssl_certificate_key {_scratch.PathOf(name)}.key;
            """)));
        // Root's workers would become somebody who may not read the folder.
        _scratch.Write("nginx.conf", $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            daemon off;
            worker_processes 2;
            pid {{_scratch.PathOf("nginx.pid")}};
            error_log stderr notice;
            events { worker_connections 512; }
            http {
                log_format deliveries '$pid.$connection $msec $request_time $request';
                access_log {{_scratch.PathOf("access.log")}} deliveries;
                client_body_temp_path {{_scratch.PathOf("body")}};
                proxy_temp_path {{_scratch.PathOf("proxy")}};
                fastcgi_temp_path {{_scratch.PathOf("fastcgi")}};
                uwsgi_temp_path {{_scratch.PathOf("uwsgi")}};
                scgi_temp_path {{_scratch.PathOf("scgi")}};
                default_type text/plain;
                keepalive_requests {{settings.RequestsPerConnection}};
                keepalive_timeout {{settings.IdleSeconds}}s;
                gzip on;
                gzip_types text/plain;
                types { text/plain txt; }
                tcp_nodelay on;
                client_max_body_size 0;
            {{Server(Port.ToString(CultureInfo.InvariantCulture), site, "")}}
            {{servers}}
            }
            """);
        try
        {
            _master = Launch();
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
    }

    internal int Port { get; }

    internal IReadOnlyList<int> SecurePorts { get; }

    /// <summary>What nginx itself says it did.</summary>
    internal string Said => _master.Said;

    public bool Echoes => false;

    public bool RefusesAtOnce => true;

    /// <summary>The requests in its log, in the order they ended; complete once <see cref="Quit"/> has returned.</summary>
    public IReadOnlyList<Delivery> Deliveries =>
    [
        .. from line in ReadLog()
           let parts = line.Split(' ')
           select new Delivery(parts[0], parts[3], parts[4], Seconds(parts[1]) - Seconds(parts[2])),
    ];

    public int Connections => Deliveries.DistinctBy(d => d.Connection).Count();

    public int? MostAtOnce => null;

    public string URL(string path) => $"http://127.0.0.1:{Port}/{path}";

    /// <summary>Where it keeps what is PUT to /upload/NAME.</summary>
    internal string UploadPath(string name) => _scratch.PathOf($"upload/{name}");

    /// <summary>Asks for new workers; the old ones end when their requests have. Returns before that.</summary>
    internal void BeginReload()
    {
        _master.Forget();
        Signal("reload");
    }

    /// <summary>Whether the workers from before <see cref="BeginReload"/> are gone, and their connections with them.</summary>
    internal bool IsReloaded =>
        _master.Said.Split('\n').Count(line => line.Contains("worker process") && line.Contains("exited with code 0")) == 2;

    internal void Reload()
    {
        BeginReload();
        SpinWait.SpinUntil(() => IsReloaded, TimeSpan.FromSeconds(60)).Should().BeTrue("nginx reloads: {0}", Said);
    }

    /// <summary>SIGKILL for master and workers.</summary>
    internal void Kill() => _master.Kill();

    /// <summary>Starts it again on the same port, after <see cref="Kill"/>.</summary>
    internal void Restart()
    {
        _master.Dispose();
        _master = Launch();
    }

    /// <summary>Ends it in order and waits until it is gone: then its log is complete.</summary>
    public void Quit()
    {
        Signal("quit");
        _master.WaitForExit().Should().BeTrue("nginx ends when told to");
    }

    public void Dispose()
    {
        _master.Dispose();
        _scratch.Dispose();
    }

    private string Server(string listen, string site, string more) => $$"""
            server {
                listen 127.0.0.1:{{listen}};
                {{more}}
                root {{site}};
                location /post { return 200 "posted"; }
                location /none { return 204; }
                location /moved { return 302 /{{SitePages.Name(3)}}; }
                location /refused { return 403; }
                location /trailing/ { alias {{site}}/; gzip off; add_trailer X-Ending "that was all"; }
                location /upload/ { root {{_scratch.Folder}}; dav_methods PUT; create_full_put_path on; }
            }
        """;

    private Child Launch()
    {
        var child = new Child(_program, "-p", _scratch.Folder, "-c", _scratch.PathOf("nginx.conf"));
        try
        {
            // By then the master listens.
            child.WaitFor("start worker process ");
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    private void Signal(string signal)
    {
        var (code, output) = Peer.Run(_program, "-p", _scratch.Folder, "-c", _scratch.PathOf("nginx.conf"), "-s", signal);
        code.Should().Be(0, output);
    }

    private static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string[] ReadLog() => File.ReadAllLines(_scratch.PathOf("access.log"));
}
