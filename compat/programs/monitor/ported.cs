using TwistedSharp.Web.Client;
using static twisted.internet;
using static twisted.protocols;
using static twisted.web;
using error = twisted.internet.error;

/// <summary>A monitor: asks its targets every so often, and tells when one of them goes up or down. usage: monitor/ported config rounds
/// </summary>
/// <remarks>A line of the config is "name tcp host port", "name banner host port text" or "name http url status". When the rounds are over it
/// says so, and answers questions on its status port until it is told to quit.</remarks>
internal static class MonitorPorted
{
    private const double INTERVAL = 0.02;
    private const double TIMEOUT = 10;
    private const int THRESHOLD = 2;
    private const int KEPT = 8;

    /// <summary>The target is there, and does not say what it should.</summary>
    private sealed class WrongAnswer(string message) : Exception(message);

    /// <summary>Hears one line, and hangs up.</summary>
    private sealed class FirstLine : basic.LineReceiver
    {
        private byte[]? line;

        public FirstLine() => MAX_LENGTH = 200;

        public override void lineReceived(byte[] line)
        {
            this.line = line;
            transport.loseConnection();
        }

        public override void lineLengthExceeded(byte[] line)
        {
            this.line = [.. line[..20], .. "..."u8];
            transport.loseConnection();
        }

        public override void connectionLost(Failure reason) => ((FirstLineFactory)factory!).finished(line);
    }

    private sealed class FirstLineFactory : protocol.ClientFactory
    {
        public FirstLineFactory()
        {
            protocol = () => new FirstLine();
            noisy = false;
        }

        public Deferred<byte[]?> deferred { get; } = defer.Deferred<byte[]?>();

        public override void clientConnectionFailed(IConnector connector, Failure reason) => deferred.errback(reason);

        public void finished(byte[]? line) => deferred.callback(line);
    }

    private interface ICheck
    {
        Deferred<string> run();
    }

    /// <summary>Whether something listens.</summary>
    private sealed class TcpCheck(string host, string port) : ICheck
    {
        private readonly int port = int.Parse(port);

        public Deferred<string> run()
        {
            var creator = new protocol.ClientCreator<Listener>(reactor, () => new Listener());
            var d = creator.connectTCP(host, port, timeout: TIMEOUT);
            return d.addCallback(connected);
        }

        private string connected(Listener connection)
        {
            connection.transport.loseConnection();
            return "connected";
        }

        private sealed class Listener : protocol.Protocol;
    }

    /// <summary>Whether what listens says what it should.</summary>
    private sealed class BannerCheck(string host, string port, string expected) : ICheck
    {
        private readonly int port = int.Parse(port);

        public Deferred<string> run()
        {
            var factory = new FirstLineFactory();
            reactor.connectTCP(host, port, factory, timeout: TIMEOUT);
            return factory.deferred.addCallback(heard);
        }

        private string heard(byte[]? line)
        {
            if (line is null)
                throw new WrongAnswer("nothing said");
            if (!line.decode().StartsWith(expected))
                throw new WrongAnswer("said " + line.decode());
            return line.decode();
        }
    }

    /// <summary>Whether a page has the status it should have.</summary>
    private sealed class HttpCheck(IAgent agent, string url, string expected) : ICheck
    {
        private readonly int expected = int.Parse(expected);

        public Deferred<string> run()
        {
            var d = agent.request("GET", url);
            return d.addCallback(answered);
        }

        private Deferred<string> answered(Response response)
        {
            var d = client.readBody(response);
            return d.addCallback(read, response.code);
        }

        private string read(byte[] body, int code)
        {
            if (code != expected)
                throw new WrongAnswer($"status {code}");
            return $"status {code}, {body.Length} bytes";
        }
    }

    /// <summary>One of those who are asked: its state changes when it has answered the same way often enough.</summary>
    private sealed class Target(string name, ICheck check)
    {
        private int streak;
        private string? last;

        public string name { get; } = name;

        public ICheck check { get; } = check;

        public string state { get; private set; } = "unknown";

        public List<string> history { get; } = [];

        public int changes { get; private set; }

        public void record(bool success, string? result, Failure? failure)
        {
            var now = success ? "up" : "down";
            streak = now == last ? streak + 1 : 1;
            last = now;
            history.Add($"{now} ({(success ? result : explain(failure!))})");
            if (history.Count > KEPT)
                history.RemoveAt(0);
            if (streak >= THRESHOLD && now != state)
            {
                Console.WriteLine($"{name}: {state} -> {now}");
                state = now;
                changes += 1;
            }
        }

        private static string explain(Failure failure)
        {
            if (failure.check(error.ConnectionRefusedError) is not null)
                return "refused";
            if (failure.check(error.TimeoutError) is not null)
                return "no answer";
            if (failure.check(typeof(WrongAnswer)) is not null)
                return failure.getErrorMessage();
            return "failed";
        }
    }

    private sealed class Monitor
    {
        private readonly int rounds;
        private readonly LoopingCall loop;
        private int round;

        public Monitor(List<Target> targets, int rounds)
        {
            this.targets = targets;
            this.rounds = rounds;
            loop = task.LoopingCall(ask);
        }

        public List<Target> targets { get; }

        public Deferred start()
        {
            var d = loop.start(INTERVAL);
            return d.addCallback(report);
        }

        private Deferred ask()
        {
            round += 1;
            var d = defer.DeferredList(from target in targets select target.check.run(), consumeErrors: true);
            return d.addCallback(answered);
        }

        private void answered(DeferredListResult<string> results)
        {
            foreach (var (target, (success, result, failure)) in targets.Zip(results))
                target.record(success, result, failure);
            if (round == rounds)
                loop.stop();
        }

        private void report(LoopingCall ignored)
        {
            Console.WriteLine($"{round} rounds");
            foreach (var target in targets)
                Console.WriteLine($"{target.name} is {target.state} after {target.changes} changes");
        }

        public Target? find(string name)
        {
            foreach (var target in targets)
            {
                if (target.name == name)
                    return target;
            }
            return null;
        }
    }

    /// <summary>Answers questions: status, history name, quit.</summary>
    private sealed class Status : basic.LineReceiver
    {
        private bool quitting;

        public Status() => MAX_LENGTH = 100;

        private Monitor monitor => ((StatusFactory)factory!).monitor;

        public override void lineReceived(byte[] line)
        {
            var words = line.decode().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["status"]:
                    do_status();
                    break;
                case ["history", .. var name]:
                    do_history(name.FirstOrDefault(""));
                    break;
                case ["quit"]:
                    do_quit();
                    break;
                default:
                    say("what?");
                    break;
            }
        }

        public override void lineLengthExceeded(byte[] line)
        {
            say("too long");
            transport.loseConnection();
        }

        private void say(string text) => sendLine(text.encode());

        private void do_status()
        {
            foreach (var target in monitor.targets)
                say($"{target.name} {target.state}");
            say(".");
        }

        private void do_history(string name)
        {
            var target = monitor.find(name);
            if (target is null)
            {
                say("no such target");
                return;
            }
            foreach (var entry in target.history)
                say(entry);
            say(".");
        }

        private void do_quit()
        {
            say("bye");
            quitting = true;
            transport.loseConnection();
        }

        public override void connectionLost(Failure reason)
        {
            if (quitting)
                reactor.stop();
        }
    }

    private sealed class StatusFactory : protocol.ServerFactory
    {
        public StatusFactory(Monitor monitor)
        {
            protocol = () => new Status();
            this.monitor = monitor;
        }

        public Monitor monitor { get; }
    }

    private static List<Target> read(IEnumerable<string> config, IAgent agent)
    {
        var targets = new List<Target>();
        foreach (var line in config)
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
                continue;
            ICheck check = words[1..] switch
            {
                ["tcp", var host, var port] => new TcpCheck(host, port),
                ["banner", var host, var port, var expected] => new BannerCheck(host, port, expected),
                ["http", var url, var expected] => new HttpCheck(agent, url, expected),
                _ => throw new ArgumentException($"{words[0]}: there is no check {words[1]}"),
            };
            targets.Add(new Target(words[0], check));
        }
        return targets;
    }

    private static void main(string path, string rounds)
    {
        var targets = read(File.ReadLines(path), client.Agent(reactor, connectTimeout: TIMEOUT));
        var monitor = new Monitor(targets, int.Parse(rounds));

        void serve()
        {
            var port = reactor.listenTCP(0, new StatusFactory(monitor), @interface: "127.0.0.1");
            Console.WriteLine($"listening {port.getHost().port}");
        }

        void failed(Failure failure)
        {
            Console.WriteLine($"failed: {failure.getErrorMessage()}");
            reactor.stop();
        }

        var d = monitor.start();
        d.addCallback(serve);
        d.addErrback(failed);
    }

    internal static void Run(string[] argv)
    {
        reactor.callWhenRunning(() => main(argv[0], argv[1]));
        reactor.run();
    }
}
