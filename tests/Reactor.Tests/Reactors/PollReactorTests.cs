using System.Net.Sockets;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

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
