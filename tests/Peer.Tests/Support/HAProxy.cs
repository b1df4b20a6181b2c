using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>A real HAProxy on loopback, with an Apache behind it; the log is HAProxy's own.</summary>
internal sealed class HAProxy : IOrigin
{
    private const string Mark = "delivery ";

    private readonly string _program = Peer.Find("haproxy", "haproxy");
    private readonly Scratch _scratch = new();
    private readonly Apache _behind;
    private readonly Child _process;
    private readonly int _port = Peer.FreePort();

    internal HAProxy(OriginSettings? settings = null)
    {
        settings ??= new OriginSettings();
        _behind = new Apache(new OriginSettings { Site = settings.Site });
        _scratch.Write("haproxy.cfg", $"""
            global
                log stdout format raw local0
                nbthread 1
            defaults
                mode http
                log global
                option dontlognull
                timeout connect 60s
                timeout client 60s
                timeout server 60s
                timeout http-keep-alive {settings.IdleSeconds}s
            frontend front
                bind 127.0.0.1:{_port}
                tcp-request connection set-var(sess.id) uuid()
                log-format "{Mark}%[var(sess.id)] %Ts.%ms %HM %HU"
                default_backend back
            backend back
                server behind {new Uri(_behind.URL("")).Authority}

            """);
        try
        {
            _process = new Child(_program, "-db", "-f", _scratch.PathOf("haproxy.cfg"));
        }
        catch
        {
            _behind.Dispose();
            _scratch.Dispose();
            throw;
        }
        try
        {
            Peer.WaitUntilListening(_port).Should().BeTrue("HAProxy listens: {0}", _process.Said);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool Echoes => true;

    public IReadOnlyList<Delivery> Deliveries =>
    [
        .. from line in _process.Said.Split('\n')
           where line.StartsWith(Mark, StringComparison.Ordinal)
           let parts = line.Split(' ')
           select new Delivery(parts[1], parts[3], parts[4], double.Parse(parts[2], CultureInfo.InvariantCulture)),
    ];

    public int Connections => Deliveries.DistinctBy(d => d.Connection).Count();

    public string URL(string path) => $"http://127.0.0.1:{_port}/{path}";

    public void Quit()
    {
        // It ends when its connections have.
        var (code, output) = Peer.Run(Peer.Find("kill", "procps"), "-USR1", $"{_process.Id}");
        code.Should().Be(0, output);
        _process.WaitForExit().Should().BeTrue("HAProxy ends when told to: {0}", _process.Said);
        _behind.Quit();
    }

    public void Dispose()
    {
        _process.Dispose();
        _behind.Dispose();
        _scratch.Dispose();
    }
}
