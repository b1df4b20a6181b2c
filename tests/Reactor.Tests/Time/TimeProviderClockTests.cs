using Microsoft.Extensions.Time.Testing;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Time;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TimeProviderClockTests
{
    private static readonly TimeSpan One = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _provider = new();
    private readonly TimeProviderClock _clock;
    private readonly List<string> _log = [];

    public TimeProviderClockTests() => _clock = new TimeProviderClock(_provider, null);

    [Test]
    public void Time_IsTheProvidersFromZero()
    {
        _clock.Seconds().Should().Be(0);
        _provider.Advance(TimeSpan.FromSeconds(2.5));
        _clock.Seconds().Should().Be(2.5);
        _clock.TimeProvider.Should().BeSameAs(_provider);
        _clock.CallLater(1, () => { }).GetTime().Should().Be(3.5);
    }

    [Test]
    public void CallLater_Several_AreMadeInOrderByTheAdvance()
    {
        Later(3, "c");
        Later(1, "a1");
        Later(2, "b");
        Later(1, "a2");
        _provider.Advance(TimeSpan.FromTicks(9_999_999));
        _log.Should().BeEmpty();
        _provider.Advance(TimeSpan.FromTicks(1));
        _log.Should().Equal("a1", "a2");
        _provider.Advance(TimeSpan.FromSeconds(5));
        _log.Should().Equal("a1", "a2", "b", "c");
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void CallLater_Zero_IsNeverMadeInside()
    {
        Later(0, "a");
        _clock.CallLater(0, () =>
        {
            Later(0, "inner");
            _log.Add("outer");
        });
        _log.Should().BeEmpty();
        _provider.Advance(TimeSpan.FromTicks(1));
        _log.Should().Equal("a", "outer", "inner");
    }

    [Test]
    public void Call_MovedCancelledAndMovedOn_TheTimerFollows()
    {
        var call = Later(10, "a");
        call.Reset(1.0);
        _provider.Advance(One);
        _log.Should().Equal("a");
        call = Later(1, "b");
        call.Delay(2.0);
        var cancelled = Later(2, "c");
        cancelled.Cancel();
        _provider.Advance(TimeSpan.FromSeconds(2.5));
        _log.Should().Equal("a");
        _provider.Advance(TimeSpan.FromSeconds(0.5));
        _log.Should().Equal("a", "b");
        call = Later(9, "d");
        call.Delay(TimeSpan.MinValue);
        _provider.Advance(TimeSpan.FromTicks(1));
        _log.Should().Equal("a", "b", "d");
    }

    [Test]
    public void Calls_HoweverMany_HaveOneTimer()
    {
        var provider = new CountingProvider(_provider);
        var clock = new TimeProviderClock(provider, null);
        for (var i = 100; i > 0; i--)
            clock.CallLater(i, () => _log.Add("call"));
        for (var i = 0; i < 100; i++)
            _provider.Advance(One);
        _log.Should().HaveCount(100);
        provider.Timers.Should().Be(1);
    }

    [Test]
    public void CallLater_LaterThanThePending_LeavesTheTimerAlone()
    {
        var provider = new CountingProvider(_provider);
        var clock = new TimeProviderClock(provider, null);
        clock.CallLater(1, () => { });
        var changes = provider.Changes;
        for (var i = 2; i < 100; i++)
            clock.CallLater(i, () => { }).Cancel();
        provider.Changes.Should().Be(changes);
    }

    [Test]
    public void CallLater_BeyondTheSystemsLongestTimer_IsMadeInItsTime()
    {
        _clock.CallLater(TimeSpan.FromDays(200), () => _log.Add("far"));
        _clock.CallLater(double.PositiveInfinity, () => _log.Add("never"));
        _provider.Advance(TimeSpan.FromDays(199));
        _log.Should().BeEmpty();
        _provider.Advance(TimeSpan.FromDays(1));
        _log.Should().Equal("far");
        _provider.Advance(TimeSpan.FromDays(36500));
        _log.Should().Equal("far");
    }

    [Test]
    public void Call_Throws_IsLoggedAndTheOthersAreMade()
    {
        using var watch = new LogWatch();
        var error = new FormatException();
        _clock.CallLater(1, () => throw error);
        Later(1, "next");
        _provider.Advance(One);
        _log.Should().Equal("next");
        watch.Events.Should().ContainSingle(e => e.Failure != null && e.Failure.Value == error)
            .Which.Message.Should().Be("while handling timed call");
    }

    [Test]
    public void LoopingCall_OnAFake_KeepsTwistedsRule()
    {
        var counts = new List<int>();
        var loop = LoopingCall.WithCount(_clock, counts.Add);
        loop.Start(1);
        _provider.Advance(TimeSpan.FromSeconds(2.5));
        _provider.Advance(TimeSpan.FromSeconds(0.5));
        counts.Should().Equal(1, 2, 1);
        loop.Stop();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void LoopingCall_IntervalZero_RunsWhileTimeMoves()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            _log.Add("call");
            if (_log.Count == 5)
                loop!.Stop();
        });
        loop.Start(0);
        _log.Should().ContainSingle();
        _provider.Advance(TimeSpan.FromTicks(1));
        _log.Should().HaveCount(5);
    }

    [Test]
    public void AddTimeout_And_DeferLater_OnAFake_FireWithTheAdvance()
    {
        Exception? seen = null;
        new Deferred<int>().AddTimeout(One, _clock).AddErrback(f => { seen = f.Value; });
        var later = _clock.DeferLater(One, () => 5);
        _provider.Advance(One);
        seen.Should().BeOfType<TimeoutException>();
        later.Called.Should().BeTrue();
    }

    [Test]
    public void OnAContext_CallsAreMadeThere()
    {
        var context = new ManualContext();
        var clock = MadeOn(context);
        var seen = new List<SynchronizationContext?>();
        clock.CallLater(1, () => seen.Add(SynchronizationContext.Current));
        _provider.Advance(One);
        seen.Should().BeEmpty();
        context.RunPosted();
        seen.Should().Equal(context);
    }

    [Test]
    public void OnThePlainContext_WhichIsAsGoodAsNone_CallsAreMadeInTheAdvance()
    {
        MadeOn(new SynchronizationContext()).CallLater(1, () => _log.Add("call"));
        _provider.Advance(One);
        _log.Should().Equal("call");
    }

    [Test]
    public void OnAContext_NoDelay_IsMadeInItsNextTurnWithoutTimeMoving()
    {
        var context = new ManualContext();
        var clock = MadeOn(context);
        clock.CallLater(0, () =>
        {
            _log.Add("outer");
            clock.CallLater(0, () => _log.Add("inner"));
        });
        _log.Should().BeEmpty();
        context.RunPosted();
        _log.Should().Equal("outer");
        context.RunPosted();
        _log.Should().Equal("outer", "inner");
        context.Posted.Should().Be(0);
    }

    [Test]
    public void OnAContext_TheRingComesBeforeTheContextsTurn_LaterCallsKeepTheirTime()
    {
        var context = new ManualContext();
        var clock = MadeOn(context);
        clock.CallLater(1, () => _log.Add("first"));
        _provider.Advance(One);
        clock.CallLater(1, () => _log.Add("second"));
        context.RunPosted();
        _log.Should().Equal("first");
        _provider.Advance(One);
        context.RunPosted();
        _log.Should().Equal("first", "second");
    }

    [Test]
    public void OnAClock_WhichIsAProviderToo_Works()
    {
        var inner = new Clock();
        var clock = new TimeProviderClock(inner, null);
        clock.CallLater(1, () => _log.Add("call"));
        inner.Advance(1);
        _log.Should().Equal("call");
    }

    [Test]
    public void OnTheSystem_CallsAreMadeOnAPoolThreadOneAtATime()
    {
        var clock = new TimeProviderClock(TimeProvider.System, null);
        using var done = new CountdownEvent(20);
        var inside = 0;
        var overlaps = 0;
        for (var i = 0; i < 20; i++)
        {
            clock.CallLater(i % 3 / 1000.0, () =>
            {
                if (Interlocked.Increment(ref inside) != 1 || !Thread.CurrentThread.IsThreadPoolThread)
                    overlaps++;
                Interlocked.Decrement(ref inside);
                done.Signal();
            });
        }
        done.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        overlaps.Should().Be(0);
    }

    [Test]
    public void CallLater_OnManyThreadsWhileTimeMoves_NoneIsLost()
    {
        var made = 0;
        var threads = Enumerable.Range(0, 4).Select(n => new Thread(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var call = _clock.CallLater(TimeSpan.FromTicks((i * 7919) % 1000), () => Interlocked.Increment(ref made));
                if (i % 4 == 0 && call.TryCancel())
                    Interlocked.Increment(ref made);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        while (threads.Exists(t => t.IsAlive))
            _provider.Advance(TimeSpan.FromTicks(10));
        threads.ForEach(t => t.Join());
        // A call that a thread is just making is made by that one; the last are made here.
        SpinWait.SpinUntil(
            () =>
            {
                _provider.Advance(TimeSpan.FromTicks(2000));
                return Volatile.Read(ref made) == 4000;
            },
            TimeSpan.FromSeconds(30)).Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void ToString_SaysItsState()
    {
        Later(1, "a");
        _clock.ToString().Should().Be("<TimeProviderClock on FakeTimeProvider, 1 timed calls>");
    }

    [Test]
    public void BadArguments_Throw()
    {
        FluentActions.Invoking(() => new TimeProviderClock(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new TimeProviderClock(null!, null)).Should().Throw<ArgumentNullException>();
        _clock.Invoking(c => c.CallLater(-1, () => { })).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.CallLater(1, null!)).Should().Throw<ArgumentNullException>();
    }

    private TimeProviderClock MadeOn(SynchronizationContext context)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        var clock = new TimeProviderClock(_provider);
        SynchronizationContext.SetSynchronizationContext(before);
        return clock;
    }

    private DelayedCall Later(double seconds, string name) => _clock.CallLater(seconds, () => _log.Add(name));

    /// <summary>Counts the timers that are made on another provider, and how often they are set.</summary>
    private sealed class CountingProvider(TimeProvider inner) : TimeProvider
    {
        internal int Timers { get; private set; }

        internal int Changes { get; private set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return new CountingTimer(this, inner.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class CountingTimer(CountingProvider provider, ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                provider.Changes++;
                return inner.Change(dueTime, period);
            }

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
