using System.Text;
using TwistedSharp.Protocols;
using TwistedSharp.Web.Client;

/// <summary>The monitor in the library's own words: async checks, typed failures, a reactor that is given.</summary>
internal static class MonitorIdiomatic
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The target is there, and does not say what it should.</summary>
    private sealed class WrongAnswerException(string message) : Exception(message);

    private enum State
    {
        Unknown,
        Up,
        Down,
    }

    /// <summary>Hears one line, and hangs up.</summary>
    private sealed class FirstLine : LineReceiver
    {
        private string? _line;

        public FirstLine() => MaxLength = 200;

        /// <summary>The line; null when the other side had nothing to say.</summary>
        public Deferred<string?> Heard { get; } = new();

        public override void ConnectionLost(Failure reason) => Heard.Callback(_line);

        protected override void LineReceived(ReadOnlySpan<byte> line) => Finish(Encoding.UTF8.GetString(line));

        protected override void LineLengthExceeded(ReadOnlySpan<byte> line) => Finish(Encoding.UTF8.GetString(line[..20]) + "...");

        private void Finish(string line)
        {
            _line = line;
            Transport.LoseConnection();
        }
    }

    /// <summary>Ways to ask a target; each gives what it said, or fails.</summary>
    private sealed class Checks(IReactor reactor)
    {
        private readonly Agent _agent = new(reactor, persist: false);

        public Func<Deferred<string>> Parse(string[] words) => words switch
        {
            ["tcp", var host, var port] => () => Connects(host, int.Parse(port)),
            ["banner", var host, var port, var expected] => () => Says(host, int.Parse(port), expected),
            ["http", var url, var expected] => () => Serves(url, int.Parse(expected)),
            _ => throw new ArgumentException($"There is no check {words[0]}."),
        };

        private async Deferred<string> Connects(string host, int port)
        {
            var connection = await Connect(host, port, new Quiet());
            connection.Transport.LoseConnection();
            return "connected";
        }

        private async Deferred<string> Says(string host, int port, string expected)
        {
            var connection = await Connect(host, port, new FirstLine());
            var line = await connection.Heard ?? throw new WrongAnswerException("nothing said");
            return line.StartsWith(expected, StringComparison.Ordinal) ? line : throw new WrongAnswerException($"said {line}");
        }

        private async Deferred<string> Serves(string url, int expected)
        {
            var response = await _agent.Request("GET", url);
            var body = await response.ReadBody();
            return response.Code == expected
                ? $"status {response.Code}, {body.Length} bytes"
                : throw new WrongAnswerException($"status {response.Code}");
        }

        private Deferred<T> Connect<T>(string host, int port, T protocol) where T : class, IProtocol =>
            Endpoints.ConnectProtocol(new TCP4ClientEndpoint(reactor, host, port, Patience), protocol);

        private sealed class Quiet : Protocol;
    }

    /// <summary>One of those who are asked: its state changes when it has answered the same way often enough.</summary>
    private sealed class Target(string name, Func<Deferred<string>> check)
    {
        private const int Threshold = 2;
        private const int Kept = 8;

        private readonly Queue<string> _history = new();
        private State _last;
        private int _streak;

        public string Name { get; } = name;

        public State State { get; private set; }

        public int Changes { get; private set; }

        public IEnumerable<string> History => _history;

        public Deferred<string> Ask() => check();

        public void Record(Outcome<string> outcome)
        {
            var now = outcome.IsSuccess ? State.Up : State.Down;
            _streak = now == _last ? _streak + 1 : 1;
            _last = now;
            _history.Enqueue($"{Word(now)} ({(outcome.IsSuccess ? outcome.Value : Explain(outcome.Failure!.Value))})"); // One of the two.
            if (_history.Count > Kept)
                _history.Dequeue();
            if (_streak < Threshold || now == State)
                return;
            Console.WriteLine($"{Name}: {Word(State)} -> {Word(now)}");
            State = now;
            Changes++;
        }

        private static string Explain(Exception error) => error switch
        {
            ConnectionRefusedException => "refused",
            ConnectTimeoutException => "no answer",
            WrongAnswerException wrong => wrong.Message,
            _ => "failed",
        };
    }

    private sealed class Monitor(IReactor reactor, IReadOnlyList<Target> targets)
    {
        private int _rounds;

        public IReadOnlyList<Target> Targets => targets;

        /// <summary>Asks all targets so many times, one round after the other.</summary>
        public async Deferred Run(int rounds)
        {
            LoopingCall loop = null!; // Made in the next line.
            loop = new LoopingCall(reactor, Ask);
            await loop.Start(Interval);
            Console.WriteLine($"{_rounds} rounds");
            foreach (var target in targets)
                Console.WriteLine($"{target.Name} is {Word(target.State)} after {target.Changes} changes");

            async Deferred Ask()
            {
                var outcomes = await Deferred.DeferredList(targets.Select(target => target.Ask()), consumeErrors: true);
                foreach (var (target, outcome) in targets.Zip(outcomes))
                    target.Record(outcome);
                if (++_rounds == rounds)
                    loop.Stop();
            }
        }
    }

    /// <summary>Answers questions: status, history name, quit.</summary>
    private sealed class Status : LineReceiver
    {
        private readonly IReactor _reactor;
        private readonly Monitor _monitor;
        private bool _isQuitting;

        public Status(IReactor reactor, Monitor monitor)
        {
            _reactor = reactor;
            _monitor = monitor;
            MaxLength = 100;
        }

        public override void ConnectionLost(Failure reason)
        {
            if (_isQuitting)
                _reactor.Stop();
        }

        protected override void LineReceived(ReadOnlySpan<byte> line)
        {
            switch (Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["status"]:
                    Say([.. _monitor.Targets.Select(target => $"{target.Name} {Word(target.State)}"), "."]);
                    break;
                case ["history", .. var names]:
                    var found = _monitor.Targets.FirstOrDefault(target => target.Name == names.FirstOrDefault());
                    Say(found is null ? ["no such target"] : [.. found.History, "."]);
                    break;
                case ["quit"]:
                    Say("bye");
                    _isQuitting = true;
                    Transport.LoseConnection();
                    break;
                default:
                    Say("what?");
                    break;
            }
        }

        protected override void LineLengthExceeded(ReadOnlySpan<byte> line)
        {
            Say("too long");
            Transport.LoseConnection();
        }

        private void Say(params IEnumerable<string> lines)
        {
            foreach (var line in lines)
                SendLine(Encoding.UTF8.GetBytes(line));
        }
    }

    internal static void Run(string[] args)
    {
        var reactor = Reactors.Create();
        var checks = new Checks(reactor);
        var targets = File.ReadLines(args[0])
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1 && !words[0].StartsWith('#'))
            .Select(words => new Target(words[0], checks.Parse(words[1..])))
            .ToList();
        var monitor = new Monitor(reactor, targets);
        reactor.CallWhenRunning(() => Watch().AddErrback(failure =>
        {
            Console.WriteLine($"failed: {failure.GetErrorMessage()}");
            reactor.Stop();
        }));
        reactor.Run();

        async Deferred Watch()
        {
            await monitor.Run(int.Parse(args[1]));
            var port = reactor.ListenTCP(0, Factory.ForProtocol(() => new Status(reactor, monitor)), interfaceAddress: "127.0.0.1");
            Console.WriteLine($"listening {((IPv4Address)port.GetHost()).Port}");
        }
    }

    private static string Word(State state) => state switch
    {
        State.Up => "up",
        State.Down => "down",
        _ => "unknown",
    };
}
