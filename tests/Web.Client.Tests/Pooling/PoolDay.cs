using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client.Tests.Pooling;

/// <summary>Does random things to a pool and checks after each that it keeps its rules.</summary>
/// <remarks>The server answers each request with its own target, so that an answer that reaches somebody else shows.</remarks>
internal sealed class PoolDay
{
    private static readonly string[] Hosts = ["a", "b", "c", "d", "e"];

    private readonly Web _web;
    private readonly Random _random;
    private readonly List<Asked> _untold = [];
    private readonly List<string> _wrong = [];
    private readonly Dictionary<FakeConnection, string> _halfSent = [];
    private Dictionary<string, int> _openBefore = [];
    private int _totalBefore;
    private int _asked;
    private int _told;
    private double _trouble = 0.02;

    internal PoolDay(int seed)
    {
        _random = new Random(seed);
        _web = new Web(budget: seed % 2 == 0 ? RequestBudget.Default : null);
        _web.Route.ClosesAtOnce = seed % 3 == 0;
        _web.Route.Choosing = _ =>
        {
            if (Happens(_trouble))
                throw new FormatException("No endpoint.");
        };
        _web.Route.Connecting = () => Happens(_trouble) ? Deferred.Fail<IProtocol>(new ConnectionRefusedException("At once.")) : null;
        CountOpen();
    }

    private IEnumerable<FakeConnection> Alive => _web.Route.Connections.Where(c => c.IsConnecting || c.IsOpen);

    internal void Run(int steps)
    {
        using var logged = new LoggedErrors();
        for (var i = 0; i < steps; i++)
        {
            Step(_random.Next(100));
            Check();
        }
        WindUp();
        _wrong.Should().BeEmpty();
        _told.Should().Be(_asked);
        _web.AssertNothingIsLeft();
        logged.Errors.Should().BeEmpty();
    }

    private void Step(int dice)
    {
        switch (dice)
        {
            case < 35:
                Ask(Pick(Hosts)!);
                break;
            case < 65:
                Answer(Pick(Alive.Where(c => c.IsOpen && !c.IsClosing && c.HasRequest)));
                break;
            case < 70:
                Pick(_untold)?.Cancel();
                break;
            case < 75:
                Pick(Alive.Where(c => c.IsOpen))?.Lose(Happens(0.5) ? null : new ConnectionLostException("Reset."));
                break;
            case < 84:
                Pick(Alive.Where(c => c.IsClosing))?.Settle();
                break;
            case < 91:
                Establish(Pick(Alive.Where(c => c.IsConnecting)));
                break;
            case < 93:
                _web.Route.AcceptsAtOnce = Happens(0.5);
                break;
            case < 94:
                _web.Pool.MaxConnectionsPerHost = _random.Next(1, 4);
                break;
            case < 95:
                ChangeAging();
                break;
            case < 97:
                _web.Pool.MaxConnections = Happens(0.2) ? null : _random.Next(1, 9);
                break;
            case < 98:
                _web.Pool.CloseCachedConnections();
                break;
            case < 99:
                Pick(Alive.Where(c => c.IsOpen && !c.IsClosing && c.Protocol!.State == ConnectionState.Quiescent))?.Feed("unasked");
                break;
            default:
                _web.Clock.Advance(_random.NextDouble() * 100);
                break;
        }
    }

    /// <summary>How long connections are kept, and how long requests may take.</summary>
    private void ChangeAging()
    {
        _web.Pool.MaxRequestsPerConnection = Happens(0.5) ? null : _random.Next(1, 5);
        _web.Pool.MaxConnectionLifetime = Happens(0.5) ? null : TimeSpan.FromSeconds(_random.Next(1, 200));
        if (_web.Pool.Budget.Total is not null)
            _web.Pool.Budget = Happens(0.5) ? RequestBudget.Default : RequestBudget.Within(TimeSpan.FromSeconds(_random.Next(1, 200)));
    }

    private void Ask(string host)
    {
        var asked = new Asked(host, _asked++);
        _untold.Add(asked);
        // A busy user: every fifth answer makes them ask again, inside the callback.
        var again = Happens(0.2);
        TimeSpan? timeout = Happens(0.1) ? TimeSpan.FromSeconds(50) : null;
        asked.Deferred = _web.Get($"http://{host}{asked.Target}", timeout: timeout);
        asked.Deferred.AddBoth(outcome =>
        {
            // An assertion that failed in here would only fail the Deferred.
            if (!_untold.Remove(asked))
                _wrong.Add($"{asked.Target} was told twice");
            _told++;
            if (outcome.Failure is null && outcome.Value != asked.Target)
                _wrong.Add($"{asked.Target} got the answer to {outcome.Value}");
            if (again)
                Ask(host);
        });
    }

    private void Answer(FakeConnection? connection)
    {
        if (connection is null)
            return;
        if (_halfSent.Remove(connection, out var rest))
        {
            connection.TakeRequest();
            connection.Feed(rest);
            return;
        }
        var target = connection.Written.Split(' ')[1];
        var plain = $"HTTP/1.1 200 OK\r\nContent-Length: {target.Length}\r\n\r\n{target}";
        var kind = _random.Next(12);
        if (kind == 0)
        {
            var cut = _random.Next(1, plain.Length);
            _halfSent.Add(connection, plain[cut..]);
            connection.Feed(plain[..cut]);
            return;
        }
        connection.TakeRequest();
        connection.Feed(kind switch
        {
            1 => plain.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal),
            2 => plain + "surplus",
            3 => "malformed\r\n",
            4 => $"HTTP/1.0 200 OK\r\n\r\n{target}",
            6 => plain.Replace("\r\n\r\n", $"\r\nKeep-Alive: timeout={_random.Next(60)}, max={_random.Next(4)}\r\n\r\n", StringComparison.Ordinal),
            5 => $"HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n",
            _ => plain,
        });
        if (kind == 4)
            connection.Lose();
    }

    private void Establish(FakeConnection? connection)
    {
        if (Happens(_trouble * 5))
            connection?.Refuse();
        else
            connection?.Accept();
    }

    private void Check()
    {
        _wrong.Should().BeEmpty();
        foreach (var connection in Alive.Where(c => c.IsOpen && c.HasRequest))
            Sent(connection.Written.Split(' ')[1]);

        var open = Alive.CountBy(c => c.URI.Host).ToDictionary();
        var total = open.Values.Sum();
        var perHost = _web.Pool.MaxConnectionsPerHost;
        var max = _web.Pool.MaxConnections ?? int.MaxValue;
        _web.Pool.OpenConnections.Should().Be(total);
        // Limits that were lowered hold for what is opened from then on.
        total.Should().BeLessThanOrEqualTo(Math.Max(max, _totalBefore));
        foreach (var (host, count) in open)
            count.Should().BeLessThanOrEqualTo(Math.Max(perHost, _openBefore.GetValueOrDefault(host)), host);

        var waiting = 0;
        foreach (var host in Hosts)
        {
            var carried = Alive.Count(c => c.URI.Host == host && (c.IsConnecting || c.Protocol!.State == ConnectionState.Waiting));
            var waitingHere = _untold.Count(a => a.Host == host) - carried;
            waitingHere.Should().BeGreaterThanOrEqualTo(0);
            waiting += waitingHere;
            if (waitingHere == 0)
                continue;
            (open.GetValueOrDefault(host) >= perHost || total >= max).Should().BeTrue("a request waits only when a limit holds it up");
            Alive.Any(c => c.URI.Host == host && IsIdle(c)).Should().BeFalse("an idle connection takes who waits for its origin");
        }
        _web.Pool.WaitingRequests.Should().Be(waiting);
        _web.Pool.IdleConnections.Should().BeInRange(Alive.Count(IsIdle), total);
        var timeouts = _untold.Count(a => a.Deferred is not null);
        // At most one for each page's own timeout, each lane, each exchange that waits, and the pool's.
        _web.Clock.GetDelayedCalls().Count.Should().BeLessThanOrEqualTo(timeouts + 1 + (_web.Pool.Budget.Total is null ? 0 : total + waiting));
        CountOpen();
        _web.Route.ForgetGone();
    }

    /// <summary>A request is on the wire: none of its origin that was asked before it still waits, unless its own connection is being made.</summary>
    private void Sent(string target)
    {
        var sent = _untold.Find(a => a.Target == target);
        if (sent is null or { IsSent: true })
            return;
        sent.IsSent = true;
        var overtaken = _untold.Count(a => a.Host == sent.Host && !a.IsSent && a.Number < sent.Number
            && !Alive.Any(c => c.IsOpen && c.HasRequest && c.Written.Split(' ')[1] == a.Target));
        overtaken.Should().BeLessThanOrEqualTo(Alive.Count(c => c.IsConnecting && c.URI.Host == sent.Host));
    }

    private void WindUp()
    {
        _trouble = 0;
        _web.Route.AcceptsAtOnce = true;
        for (var i = 0; _untold.Count > 0; i++)
        {
            i.Should().BeLessThan(10_000, "everything is told in the end, but {0} waits", _untold[0].Target);
            _web.Route.SettleAll();
            foreach (var connection in Alive.ToArray())
            {
                if (connection.IsConnecting)
                    connection.Accept();
                if (connection.IsOpen && !connection.IsClosing && connection.HasRequest)
                    Answer(connection);
            }
        }
    }

    private void CountOpen()
    {
        _openBefore = Alive.CountBy(c => c.URI.Host).ToDictionary();
        _totalBefore = _openBefore.Values.Sum();
    }

    private bool IsIdle(FakeConnection connection) =>
        connection.IsOpen && !connection.IsClosing && connection.Protocol!.State == ConnectionState.Quiescent;

    private bool Happens(double probability) => _random.NextDouble() < probability;

    private T? Pick<T>(IEnumerable<T> choices) where T : class
    {
        var all = choices.ToArray();
        return all.Length == 0 ? null : all[_random.Next(all.Length)];
    }

    /// <summary>One request and what has been seen of it.</summary>
    private sealed class Asked(string host, int number)
    {
        internal string Host => host;

        internal int Number => number;

        internal string Target => $"/{number}";

        internal bool IsSent { get; set; }

        internal Deferred<string>? Deferred { get; set; }

        internal void Cancel() => Deferred?.Cancel();
    }
}
