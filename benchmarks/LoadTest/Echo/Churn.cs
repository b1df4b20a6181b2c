using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>Connects to our server and closes, again and again, and counts descriptors before and after, at both ends.</summary>
/// <remarks>In turn a connection is closed at once, reset at once, and closed after one echo.</remarks>
internal sealed class Churn
{
    /// <summary>How many connections are under way at a time.</summary>
    private const int Concurrency = 64;

    /// <summary>Cycles that go before the first count: by then both ends have opened all they keep.</summary>
    private const int FirstCycles = 300;

    /// <summary>After so many looks, 100 ms apart, without a change the counts are what they are: the last closes have arrived.</summary>
    private const int QuietLooks = 5;

    private readonly IReactor _reactor = Reactors.Create();
    private readonly IStreamClientEndpoint _endpoint;
    private readonly ServerProcess _server;
    private readonly Factory _factory;
    private int _errors;
    private string? _firstError;

    private Churn(ServerProcess server)
    {
        _server = server;
        _endpoint = new TCP4ClientEndpoint(_reactor, "127.0.0.1", server.Port);
        _factory = Factory.ForProtocol(() => new Visitor());
    }

    internal static int Run(EchoOptions options)
    {
        using var server = new ServerProcess("ours", options.Poller);
        var churn = new Churn(server);
        var exitCode = 1;
        Failure? failure = null;
        churn._reactor.CallWhenRunning(() => churn.Measure(options.Cycles)
            .AddCallbacks(code => { exitCode = code; }, f => { failure = f; })
            .AddBoth(_ => churn._reactor.Stop()));
        churn._reactor.Run(installSignalHandlers: false);
        failure?.Throw();
        return exitCode;
    }

    private async Deferred<int> Measure(int cycles)
    {
        await Cycle(FirstCycles);
        var before = await CountDescriptors();
        var started = Stopwatch.GetTimestamp();
        await Cycle(cycles);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var after = await CountDescriptors();
        Console.WriteLine($"{cycles} connections made and closed in {seconds:F1} s, {cycles / seconds:F0} a second");
        Console.WriteLine($"errors: {_errors}");
        Console.WriteLine($"descriptors of the server: {before.Server} before, {after.Server} after");
        Console.WriteLine($"descriptors of the clients: {before.Clients} before, {after.Clients} after");
        if (_firstError is not null)
            Console.Error.WriteLine($"{_errors} cycles failed; the first: {_firstError}");
        return _errors == 0 && after.Server <= before.Server && after.Clients <= before.Clients ? 0 : 1;
    }

    private async Deferred<(int Server, int Clients)> CountDescriptors()
    {
        var count = (0, 0);
        for (var quiet = 0; quiet < QuietLooks; quiet++)
        {
            await _reactor.DeferLater(0.1);
            var now = (_server.OpenDescriptors, ProcessFacts.OpenDescriptors(Environment.ProcessId));
            if (now != count)
                quiet = 0;
            count = now;
        }
        return count;
    }

    private async Deferred Cycle(int cycles)
    {
        var next = 0;
        await Deferred.GatherResults([.. Enumerable.Range(0, Concurrency).Select(_ => Line())]);

        async Deferred Line()
        {
            while (next < cycles)
            {
                var way = next++ % 3;
                try
                {
                    await ((Visitor)await _endpoint.Connect(_factory)).Leave(way);
                }
                catch (ConnectException e)
                {
                    _errors++;
                    _firstError ??= e.Message;
                }
            }
        }
    }

    private sealed class Visitor : Protocol
    {
        private readonly Deferred _gone = new();

        /// <summary>Closes (0), resets (1) or closes after an echo (2); fires when the connection is gone.</summary>
        internal Deferred Leave(int way)
        {
            if (way == 0)
                Transport.LoseConnection();
            else if (way == 1)
                Transport.AbortConnection();
            else
                Transport.Write("echo"u8);
            return _gone;
        }

        public override void DataReceived(ReadOnlySpan<byte> data) => Transport.LoseConnection();

        public override void ConnectionLost(Failure reason) => _gone.Callback();
    }
}
