using System.Diagnostics;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>The clients of one server, all on one reactor: first the idle connections, then the busy ones beside them.</summary>
internal sealed class EchoLoad
{
    /// <summary>How many connections are being made at a time.</summary>
    private const int Connecting = 100;

    /// <summary>Connections that are made and closed before memory is first read: enough that the server has loaded all it needs for
    /// them, and too few to leave it much to use again.</summary>
    private const int FirstConnections = 50;

    /// <summary>Far beyond what any server needs: it only turns a hang into an error.</summary>
    private const double PatienceSeconds = 600;

    private readonly EchoOptions _options;
    private readonly string _name;
    private readonly ServerProcess _server;
    private readonly IReactor _reactor = Reactors.Create();
    private readonly IStreamClientEndpoint _endpoint;
    private readonly Factory _factory;
    private int _made;
    private int _open;
    private int _left;
    private int _sending;
    private int _errors;
    private bool _isClosing;
    private Deferred? _phaseEnd;
    private Deferred? _allClosed;

    internal EchoLoad(EchoOptions options, string name, ServerProcess server)
    {
        _options = options;
        _name = name;
        _server = server;
        _endpoint = new TCP4ClientEndpoint(_reactor, "127.0.0.1", server.Port);
        _factory = Factory.ForProtocol(() => new EchoConnection(this, _made++));
    }

    /// <summary>What went wrong first; null when nothing did.</summary>
    internal string? FirstError { get; private set; }

    internal EchoMeasurement Run()
    {
        EchoMeasurement? measurement = null;
        Failure? failure = null;
        _reactor.CallWhenRunning(() => Measure().AddTimeout(PatienceSeconds, _reactor)
            .AddCallbacks(m => { measurement = m; }, f => { failure = f; })
            .AddBoth(_ => _reactor.Stop()));
        _reactor.Run(installSignalHandlers: false);
        failure?.Throw();
        return measurement!; // Without a failure there is a result.
    }

    internal void Answered(EchoConnection connection) => Next(connection);

    internal void Failed(EchoConnection connection, string error)
    {
        _errors++;
        FirstError ??= error;
    }

    internal void Lost(EchoConnection connection, Failure reason)
    {
        _open--;
        if (_isClosing)
        {
            if (_open == 0)
            {
                _isClosing = false;
                _allClosed?.Callback();
            }
            return;
        }
        Failed(connection, $"A connection was lost: {reason.GetErrorMessage()}");
        if (connection.IsWaiting)
            LineEnded();
    }

    private async Deferred<EchoMeasurement> Measure()
    {
        await CloseAll(await Open(FirstConnections));
        var bare = _server.CollectedBytes();
        var idle = await Open(_options.Idle);
        var withIdle = _server.CollectedBytes();

        var busy = await Open(_options.Busy);
        await Exchange(busy, _options.WarmUp);
        var cpu = _server.CpuTime;
        var started = Stopwatch.GetTimestamp();
        await Exchange(busy, _options.Messages);
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = _server.CpuTime - cpu;

        // One message each: those that were idle all the time still work.
        await Exchange(idle, idle.Count);
        await CloseAll([.. idle, .. busy]);
        return new EchoMeasurement
        {
            Server = _name,
            Idle = _options.Idle,
            Busy = _options.Busy,
            Messages = _options.Messages,
            Errors = _errors,
            BytesPerIdle = Math.Round((double)(withIdle - bare) / _options.Idle),
            CpuUsPerMessage = Math.Round(cpu.TotalMicroseconds / _options.Messages, 2),
            MessagesPerSecond = Math.Round(_options.Messages / elapsed.TotalSeconds),
        };
    }

    private async Deferred<List<EchoConnection>> Open(int count)
    {
        var connections = new List<EchoConnection>(count);
        var left = count;
        await Deferred.GatherResults([.. Enumerable.Range(0, Math.Min(count, Connecting)).Select(_ => Line())]);
        return connections;

        async Deferred Line()
        {
            while (left-- > 0)
            {
                try
                {
                    connections.Add((EchoConnection)await _endpoint.Connect(_factory));
                    _open++;
                }
                catch (ConnectException e)
                {
                    _errors++;
                    FirstError ??= $"A connection was not made: {e.Message}";
                }
            }
        }
    }

    /// <summary>Sends so many messages over these connections, one at a time on each; fires when the last is answered.</summary>
    private Deferred Exchange(List<EchoConnection> connections, int messages)
    {
        _left = messages;
        _sending = connections.Count;
        var end = _phaseEnd = new Deferred();
        foreach (var connection in connections)
            Next(connection);
        return end;
    }

    private void Next(EchoConnection connection)
    {
        if (_left > 0 && connection.Transport.Connected)
        {
            _left--;
            connection.Send();
        }
        else
            LineEnded();
    }

    private void LineEnded()
    {
        if (--_sending == 0)
            _phaseEnd?.Callback();
    }

    private Deferred CloseAll(List<EchoConnection> connections)
    {
        if (_open == 0)
            return Deferred.Succeed();
        // A reset leaves no port in TIME_WAIT.
        _isClosing = true;
        var closed = _allClosed = new Deferred();
        foreach (var connection in connections)
            connection.Transport.AbortConnection();
        return closed;
    }
}
