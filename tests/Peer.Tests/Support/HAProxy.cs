using System.Globalization;
using System.Net.Sockets;

namespace TwistedSharp.Peer.Tests;

/// <summary>A real HAProxy on loopback: it answers small things itself and has an Apache behind it for the others. The log is
/// HAProxy's own.</summary>
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
        _scratch.Write("haproxy.cfg", $$"""
            global
                log stdout format raw local0
                nbthread 1
                stats socket {{_scratch.PathOf("stats")}}
            defaults
                mode http
                log global
                option dontlognull
                timeout connect 60s
                timeout client 60s
                timeout server 60s
                timeout http-keep-alive {{settings.IdleSeconds}}s
            frontend front
                bind 127.0.0.1:{{_port}}
                tcp-request connection set-var(sess.id) uuid()
                log-format "{{Mark}}%[var(sess.id)] %Ts.%ms %HM %HU"
                http-request return status 204 if { path /none }
                http-request redirect location /{{SitePages.Name(3)}} code 302 if { path /moved }
                http-request deny if { path /refused }
                default_backend back
            backend back
                server behind {{new Uri(_behind.URL("")).Authority}}

            """);
        try
        {
            // Its log goes to a file: from a pipe that is full at the moment it would lose lines.
            var command = $"exec \"$0\" -db -f \"$1\" > '{_scratch.PathOf("log")}'";
            _process = new Child(Peer.Find("sh", "dash"), "-c", command, _program, _scratch.PathOf("haproxy.cfg"));
        }
        catch
        {
            _behind.Dispose();
            _scratch.Dispose();
            throw;
        }
        try
        {
            // Asked, it is there; a connection to try would count.
            SpinWait.SpinUntil(CanAsk, TimeSpan.FromSeconds(60)).Should().BeTrue("HAProxy answers: {0}", _process.Said);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool Echoes => true;

    public bool RefusesAtOnce => true;

    public IReadOnlyList<Delivery> Deliveries =>
    [
        .. from line in File.ReadAllLines(_scratch.PathOf("log"))
           where line.StartsWith(Mark, StringComparison.Ordinal)
           let parts = line.Split(' ')
           select new Delivery(parts[1], parts[3], parts[4], double.Parse(parts[2], CultureInfo.InvariantCulture)),
    ];

    public int Connections { get; private set; }

    public int? MostAtOnce { get; private set; }

    public string URL(string path) => $"http://127.0.0.1:{_port}/{path}";

    public void Quit()
    {
        var front = ReadStatistics();
        (Connections, MostAtOnce) = (Counter("stot"), Counter("smax"));
        // It ends when its connections have.
        var (code, output) = Peer.Run(Peer.Find("kill", "procps"), "-USR1", $"{_process.Id}");
        code.Should().Be(0, output);
        _process.WaitForExit().Should().BeTrue("HAProxy ends when told to: {0}", _process.Said);
        _behind.Quit();

        int Counter(string name) => int.Parse(front[name], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.Dispose();
        _behind.Dispose();
        _scratch.Dispose();
    }

    private bool CanAsk()
    {
        try
        {
            return ReadStatistics().Count > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>What it counts for the side that clients see.</summary>
    private Dictionary<string, string> ReadStatistics()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_scratch.PathOf("stats")));
        socket.Send("show stat\n"u8);
        using var reader = new StreamReader(new NetworkStream(socket));
        var rows = reader.ReadToEnd().TrimStart('#', ' ').Split('\n').Select(line => line.Split(',')).ToList();
        var front = rows.Single(row => row is ["front", "FRONTEND", ..]);
        return rows[0].Zip(front).Where(pair => pair.First.Length > 0).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
