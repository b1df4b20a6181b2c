using System.Net.Sockets;
using Nito.AsyncEx;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Reactors;

/// <summary>The loop over a poller that only writes down how long it is asked to wait.</summary>
public sealed class PollReactorTests
{
    [Test]
    public void Wait_NothingPending_IsForEver()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        poller.OnWait = () => reactor.CallFromThread(reactor.Stop);
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().Equal((TimeSpan?)null);
        poller.Wakes.Should().Be(1);
        poller.Disposed.Should().BeTrue();
    }

    [Test]
    public void Wait_TimedCallPending_IsUntilItIsDue()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        reactor.CallLater(3600, () => { });
        poller.OnWait = () => reactor.CallFromThread(reactor.Stop);
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().ContainSingle().Which!.Value.Should()
            .BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromHours(1));
    }

    [Test]
    public void Wait_CallCameDuringTheTurn_DoesNotBlockAndIsNotWoken()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        reactor.CallWhenRunning(() => reactor.CallLater(0, () => reactor.CallFromThread(reactor.Stop)));
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().OnlyContain(t => t == TimeSpan.Zero);
        poller.Wakes.Should().Be(0, "the loop was awake");
    }

    [Test]
    public void CallFromThread_SeveralWhileAsleep_WakeOnce()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        poller.OnWait = () =>
        {
            for (var i = 0; i < 5; i++)
                reactor.CallFromThread(() => { });
            reactor.CallFromThread(reactor.Stop);
        };
        reactor.Run(installSignalHandlers: false);
        poller.Wakes.Should().Be(1);
    }

    [Test]
    public void Stop_WhileFlushing_IsHeardWithoutBlocking()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        var flushable = new Flushable(reactor.Stop);
        reactor.CallWhenRunning(() => ((ITransportLoop)reactor).Enlist(flushable));
        // A way out of a wait that should not be.
        poller.OnWait = () => reactor.CallFromThread(() => { });
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().Equal(TimeSpan.Zero);
    }

    [Test]
    public void Flush_SomethingEnlistedWhileFlushing_WaitsForTheNextTurnWithoutBlocking()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        var turns = new List<long>();
        Flushable? again = null;
        again = new Flushable(() =>
        {
            turns.Add(reactor.Turns);
            if (turns.Count < 3)
                ((ITransportLoop)reactor).Enlist(again!);
            else
                reactor.Stop();
        });
        reactor.CallWhenRunning(() => ((ITransportLoop)reactor).Enlist(again));
        poller.OnWait = () => reactor.CallFromThread(() => { });
        reactor.Run(installSignalHandlers: false);
        turns.Should().BeInAscendingOrder().And.HaveCount(3);
        poller.Timeouts[0].Should().Be(TimeSpan.Zero);
    }

    [Test]
    public void Shutdown_DeferredFiresInACall_EndsWithoutAnotherWait()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        var pending = new Deferred();
        reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => pending);
        reactor.CallWhenRunning(reactor.Stop);
        poller.OnWait = () => reactor.CallFromThread(pending.Callback);
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().Equal((TimeSpan?)null);
    }

    [Test]
    public void Shutdown_DeferredFiresInAFlush_EndsWithoutWaitingForAnything()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        var pending = new Deferred();
        reactor.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () => pending);
        reactor.CallWhenRunning(reactor.Stop);
        poller.OnWait = () => reactor.CallFromThread(() => ((ITransportLoop)reactor).Enlist(new Flushable(pending.Callback)));
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().Equal(null, TimeSpan.Zero);
    }

    [Test]
    public void Wait_PollerFails_IsLoggedAndTheLoopGoesOn()
    {
        using var log = new LogWatch();
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        poller.OnWait = () =>
        {
            if (poller.Timeouts.Count < 3)
                throw new IOException("out of luck");
            reactor.CallFromThread(reactor.Stop);
        };
        reactor.Run(installSignalHandlers: false);
        var errors = log.Events.Where(e => e.Failure?.Value is IOException { Message: "out of luck" }).ToList();
        errors.Should().HaveCount(2).And.OnlyContain(e => e.Message == "Unexpected error in main loop");
    }

    [Test]
    public void Wait_PollerFailsForGood_RunThrowsAndConnectionsEnd()
    {
        using var log = new LogWatch();
        var poller = new ScriptedPoller { OnWait = () => throw new IOException("out of luck") };
        var reactor = new ScriptedReactor(poller);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var target = new Ending(reactor, socket);
        reactor.Invoking(r => r.Run(installSignalHandlers: false)).Should().Throw<IOException>().WithMessage("out of luck");
        log.Events.Count(e => e.Message == "Unexpected error in main loop").Should().Be(10);
        target.Ends.Should().Be(1);
        poller.Disposed.Should().BeTrue();
        reactor.ToString().Should().Contain("Ended");
    }

    [Test]
    public void Wait_PollerFailsForGoodOnAHost_TheTaskFails()
    {
        using var log = new LogWatch();
        var reactor = new ScriptedReactor(new ScriptedPoller { OnWait = () => throw new IOException("out of luck") });
        var run = () => AsyncContext.Run(() => reactor.RunOn(SynchronizationContext.Current!)); // AsyncContext has set it.
        run.Should().Throw<IOException>().WithMessage("out of luck");
        log.Events.Count(e => e.Message == "Unexpected error in main loop").Should().Be(10);
        reactor.ToString().Should().Contain("Ended");
    }

    [Test]
    public void Iterate_WaitsAsLongAsItIsTold()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        reactor.CallLater(0.001, () => { });
        reactor.Iterate(TimeSpan.FromSeconds(7));
        reactor.Iterate();
        poller.Timeouts.Should().Equal(TimeSpan.FromSeconds(7), TimeSpan.Zero);
        reactor.CallFromThread(() => reactor.CallFromThread(() => { }));
        reactor.Iterate(TimeSpan.FromSeconds(7));
        poller.Timeouts[2].Should().Be(TimeSpan.Zero, "a call waits already");
        reactor.FireSystemEvent("shutdown");
        poller.Disposed.Should().BeTrue();
    }

    [Test]
    public void Crash_WhileFlushing_IsHeardWithoutBlocking()
    {
        var poller = new ScriptedPoller();
        var reactor = new ScriptedReactor(poller);
        reactor.CallWhenRunning(() => ((ITransportLoop)reactor).Enlist(new Flushable(reactor.Crash)));
        reactor.Run(installSignalHandlers: false);
        poller.Timeouts.Should().Equal(TimeSpan.Zero);
        poller.Disposed.Should().BeFalse("it may run again");
        reactor.FireSystemEvent("shutdown");
        poller.Disposed.Should().BeTrue();
    }

    [Test]
    public void Shutdown_ConnectionFailsAtTheEnd_TheOthersEndToo()
    {
        using var log = new LogWatch();
        var reactor = new ScriptedReactor(new ScriptedPoller());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _ = new Ending(reactor, socket) { Failure = new FormatException("at the end") };
        var target = new Ending(reactor, socket);
        reactor.CallWhenRunning(reactor.Stop);
        reactor.Run(installSignalHandlers: false);
        target.Ends.Should().Be(1);
        log.Events.Should().ContainSingle(e => e.Failure != null && e.Failure.Value.Message == "at the end");
    }

    private sealed class Ending : IPollable
    {
        private readonly ITransportLoop _loop;
        private readonly PollToken _token;

        internal Ending(ITransportLoop loop, Socket socket)
        {
            _loop = loop;
            _token = loop.Watch(socket, this, PollInterest.None);
        }

        internal Exception? Failure { get; init; }

        internal int Ends { get; private set; }

        public void Ready(PollInterest ready) { }

        public void LoopEnded()
        {
            Ends++;
            _loop.Forget(_token);
            if (Failure is not null)
                throw Failure;
        }
    }

    private sealed class Flushable(Action flush) : IFlushable
    {
        public void Flush() => flush();
    }

    private sealed class ScriptedReactor(IPoller poller) : PollReactor(poller);

    private sealed class ScriptedPoller : IPoller
    {
        internal Action? OnWait { get; set; }

        internal List<TimeSpan?> Timeouts { get; } = [];

        internal int Wakes { get; private set; }

        internal bool Disposed { get; private set; }

        public string Name => "scripted";

        public void Add(Socket socket, PollToken token, PollInterest interest) { }

        public void Modify(Socket socket, PollToken token, PollInterest interest) { }

        public void Remove(Socket socket) { }

        public int Wait(TimeSpan? timeout, Span<PollEvent> ready)
        {
            Timeouts.Add(timeout);
            OnWait?.Invoke();
            return 0;
        }

        public void Wake() => Wakes++;

        public void Dispose() => Disposed = true;
    }
}
