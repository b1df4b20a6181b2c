using System.Collections.Concurrent;
using Nito.AsyncEx;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Reactors;

/// <summary>A reactor as the guest of another loop, here of an AsyncContext.</summary>
[TestFixture(typeof(EPollReactor))]
[TestFixture(typeof(SelectReactor))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunOnHostTests(Type kind)
{
    private readonly PollReactor _reactor = (PollReactor)Activator.CreateInstance(kind)!;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    [Test]
    public void RunOn_Stop_EndsWithBothEvents()
    {
        var log = new List<string>();
        _reactor.AddSystemEventTrigger(TriggerPhase.After, "startup", () => Note("startup"));
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => Note("before shutdown"));
        _reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () => Note("after shutdown"));
        Host(() => _reactor.CallWhenRunning(_reactor.Stop));
        log.Should().Equal("startup", "before shutdown", "after shutdown");
        _reactor.Running.Should().BeFalse();

        Deferred? Note(string what)
        {
            Environment.CurrentManagedThreadId.Should().Be(_thread);
            log.Add(what);
            return null;
        }
    }

    [Test]
    public void CallLater_FromTheHostsOwnCode_IsMadeThoughTheLoopWaits()
    {
        var made = 0;
        Host(async () =>
        {
            await Task.Yield();
            await WaitUntilTheLoopWaits();
            _reactor.CallLater(0, () => made = Environment.CurrentManagedThreadId);
            _reactor.CallLater(0.001, _reactor.Stop);
        });
        made.Should().Be(_thread);
    }

    [Test]
    public void Stop_FromTheHostsOwnCode_EndsThoughTheLoopWaits() =>
        Host(async () =>
        {
            await WaitUntilTheLoopWaits();
            _reactor.Stop();
        });

    [Test]
    public void Iterate_FromTheHostsOwnCode_Throws()
    {
        var inCallback = 0;
        Host(async () =>
        {
            await WaitUntilTheLoopWaits();
            _reactor.Invoking(r => r.Iterate()).Should().Throw<InvalidOperationException>().WithMessage("*host*");
            _reactor.CallLater(0, () =>
            {
                _reactor.CallFromThread(() => inCallback++);
                _reactor.Iterate();
                inCallback.Should().Be(1);
                _reactor.Stop();
            });
        });
        inCallback.Should().Be(1);
    }

    [Test]
    public void CallFromThread_ThoughTheLoopWaits_IsMadeOnTheHostsThread()
    {
        var made = 0;
        Host(async () =>
        {
            await WaitUntilTheLoopWaits();
            await Task.Run(() => _reactor.CallFromThread(() =>
            {
                made = Environment.CurrentManagedThreadId;
                _reactor.Stop();
            }));
        });
        made.Should().Be(_thread);
    }

    [Test]
    public void Connections_OverTheHost_TalkOnItsThread()
    {
        var server = new RecordingProtocol();
        var client = new RecordingProtocol();
        Host(async () =>
        {
            await WaitUntilTheLoopWaits();
            // All from the host's own code: port, connection, writing.
            var port = _reactor.ListenTCP(0, new RecordingFactory(() => server), interfaceAddress: "127.0.0.1");
            _reactor.ConnectTCP("127.0.0.1", ((IPv4Address)port.GetHost()).Port, new RecordingFactory(() => client));
            while (!client.HasTransport || !server.HasTransport)
                await Task.Delay(1);
            await WaitUntilTheLoopWaits();
            client.Transport.Write("hello"u8);
            while (server.Received.Length == 0)
                await Task.Delay(1);
            _reactor.Stop();
        });
        server.Received.ToArray().Should().Equal("hello"u8.ToArray());
        server.Threads.Concat(client.Threads).Should().OnlyContain(id => id == _thread);
    }

    [Test]
    public void Await_OfATaskInACallback_ComesBackToTheHostsThread()
    {
        var threads = new List<int>();
        Host(() => _reactor.CallLater(0, () => _ = Work()));
        threads.Should().Equal(_thread, _thread);

        async Deferred Work()
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Run(() => { });
            threads.Add(Environment.CurrentManagedThreadId);
            _reactor.Stop();
        }
    }

    [Test]
    public void Await_OfADeferredByTheHost_GoesOnWhenItFires()
    {
        var value = 0;
        Host(async () =>
        {
            value = await _reactor.DeferLater(0.001, () => 7);
            _reactor.Stop();
        });
        value.Should().Be(7);
    }

    [Test]
    public void Host_BusyWithItsOwnWork_GetsItsTurnsAmongALoopThatNeverRests()
    {
        var turns = 0;
        Host(async () =>
        {
            _reactor.CallLater(0, Again);
            for (var i = 0; i < 50; i++)
                await Task.Yield();
            turns.Should().BeGreaterThan(0);
            _reactor.Stop();

            void Again()
            {
                turns++;
                _reactor.CallLater(0, Again);
            }
        });
    }

    [Test]
    public void RunOn_AHostWithManyThreads_FailsAndSaysWhatIsNeeded()
    {
        using var context = new ManyThreads();
        Again();
        var ended = _reactor.RunOn(context);
        var wait = () => ended.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        wait.Should().Throw<InvalidOperationException>().WithMessage("*several threads*AsyncContext*");

        // Each of these calls needs a turn of its own.
        void Again() => _reactor.CallLater(0, Again);
    }

    [Test]
    public void RunOn_AHostWithManyThreads_NoneBelongsToTheReactorAfterwards()
    {
        using var context = new ManyThreads();
        Deferred? made = null;
        _reactor.CallWhenRunning(() => made = new Deferred());
        Again();
        var ended = _reactor.RunOn(context);
        ended.Invoking(x => x.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult()).Should().Throw<InvalidOperationException>();
        made.Invoking(d => d!.Callback()).Should().NotThrow();

        void Again() => _reactor.CallLater(0, Again);
    }

    [Test]
    public void RunOn_TheHostEndsFirst_FailsAndEverythingIsClosed()
    {
        using var host = new ClosingHost();
        IListeningPort? port = null;
        _reactor.CallWhenRunning(() =>
        {
            port = _reactor.ListenTCP(0, Factory.ForProtocol(() => null!), interfaceAddress: "127.0.0.1");
            host.Dispose();
        });
        var ended = _reactor.RunOn(host);
        host.Serve();
        _reactor.CallFromThread(() => { });
        var wait = () => ended.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        wait.Should().Throw<InvalidOperationException>().WithMessage("*takes no more calls*").WithInnerException<ObjectDisposedException>();
        _reactor.ToString().Should().Contain("Ended, 0 sockets");
        port!.ToString().Should().Contain("Closed");
    }

    [Test]
    public void RunOn_AHostThatTakesNoCalls_ThrowsAndTheReactorMayRunElsewhere()
    {
        using var host = new ClosingHost();
        host.Dispose();
        FluentActions.Invoking(() => { _ = _reactor.RunOn(host); }).Should().Throw<ObjectDisposedException>();
        Host(() => _reactor.CallWhenRunning(_reactor.Stop));
    }

    [Test]
    public void RunOn_Running_Throws()
    {
        Host(async () =>
        {
            await WaitUntilTheLoopWaits();
            Action again = () => _ = _reactor.RunOn(SynchronizationContext.Current!); // The host's.
            again.Should().Throw<ReactorAlreadyRunningException>();
            _reactor.Stop();
        });
        Action after = () => _ = _reactor.RunOn(new SynchronizationContext());
        after.Should().Throw<ReactorNotRestartableException>();
    }

    /// <summary>Runs the reactor on an AsyncContext, besides some code of that context's own.</summary>
    private void Host(Func<Task> code) => AsyncContext.Run(async () =>
    {
        var ended = _reactor.RunOn(SynchronizationContext.Current!); // AsyncContext has set it.
        await code();
        await ended;
    });

    private void Host(Action code) => Host(() =>
    {
        code();
        return Task.CompletedTask;
    });

    /// <summary>Gives the loop the time to have nothing more to do: its turns come to an end.</summary>
    private async Task WaitUntilTheLoopWaits()
    {
        long before;
        do
        {
            before = _reactor.Turns;
            await Task.Delay(2);
        }
        while (before == 0 || before != _reactor.Turns);
    }

    /// <summary>Makes its calls on the thread that serves it, until it is closed; then it throws, as a window's does.</summary>
    private sealed class ClosingHost : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<Action> _calls = [];
        private bool _isClosed;

        public override void Post(SendOrPostCallback d, object? state)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), this);
            _calls.Add(() => d(state));
        }

        public void Dispose()
        {
            if (Volatile.Read(ref _isClosed))
                return;
            Volatile.Write(ref _isClosed, true);
            _calls.CompleteAdding();
        }

        internal void Serve()
        {
            foreach (var call in _calls.GetConsumingEnumerable())
                call();
        }
    }

    /// <summary>Makes each call on another thread; they live on until the end, so that none has another's number.</summary>
    private sealed class ManyThreads : SynchronizationContext, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public override void Post(SendOrPostCallback d, object? state) => new Thread(() => Call(d, state)) { IsBackground = true }.Start();

        public void Dispose() => _end.Set();

        private void Call(SendOrPostCallback d, object? state)
        {
            d(state);
            _end.Wait();
        }
    }
}
