using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Benchmarks.LoadTest;

/// <summary>Our clients: all loops live on one reactor, and a phase ends when the last of them has nothing left to take.</summary>
internal sealed class ReactorLoad : ILoad
{
    private readonly LoadOptions _options;
    private readonly string _client;
    private readonly IReactor _reactor;
    private readonly RequestLoop[] _loops;
    private readonly Meter _meter = new();
    private int _left;
    private int _busyLoops;
    private int _failed;
    private Action _phaseEnded;

    internal ReactorLoad(LoadOptions options, string client)
    {
        _options = options;
        _client = client;
        _phaseEnded = WarmedUp;
        _reactor = MakeReactor(options.Poller);
        var agent = new Agent(_reactor, options.Persist);
        agent.Pool.MaxConnectionsPerHost = options.Connections;
        _loops = new RequestLoop[options.Connections];
        for (var i = 0; i < _loops.Length; i++)
            _loops[i] = client == "page" ? new PageLoop(this, agent, options.Url) : new BytesLoop(this, agent, options.Url);
    }

    public string? FirstError { get; private set; }

    public Measurement Run()
    {
        _reactor.CallWhenRunning(() => StartPhase(_options.WarmUp));
        _reactor.Run(installSignalHandlers: false);
        return _meter.Read(_options, _client, _failed, _loops.Select(l => l.Latencies));
    }

    internal static IReactor MakeReactor(string? poller) => poller switch
    {
        "epoll" => new EPollReactor(),
        "select" => new SelectReactor(),
        _ => Reactors.Create(),
    };

    /// <summary>Takes one of the requests that are left to send; at the last one taken and answered the phase ends.</summary>
    internal bool TryTake()
    {
        if (_left > 0)
        {
            _left--;
            return true;
        }
        if (--_busyLoops == 0)
            _phaseEnded();
        return false;
    }

    internal void RequestFailed(Exception error)
    {
        _failed++;
        FirstError ??= $"{error.GetType().Name}: {error.Message}";
    }

    private void StartPhase(int requests)
    {
        _left = requests;
        _busyLoops = _loops.Length;
        foreach (var loop in _loops)
            loop.Next();
    }

    private void WarmedUp()
    {
        _phaseEnded = Counted;
        _failed = 0;
        foreach (var loop in _loops)
            loop.Latencies.Reset();
        // From a clean stack: this was called from inside the last loop's callback.
        _reactor.CallLater(0, () =>
        {
            _meter.Start();
            StartPhase(_options.Requests);
        });
    }

    private void Counted()
    {
        _meter.Stop();
        _reactor.Stop();
    }
}
