using Microsoft.Extensions.Time.Testing;
using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

/// <summary>Every reactor, on a thread of its own, with a fake clock that the test moves from outside. Nothing here waits for time: the
/// limits only end a test that hangs.</summary>
[TestFixture(typeof(EPollReactor))]
[TestFixture(typeof(SelectReactor))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReactorOnProviderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _provider = new();
    private readonly PollReactor _reactor;
    private readonly Thread _thread;
    private readonly AutoResetEvent _called = new(false);

    public ReactorOnProviderTests(Type kind)
    {
        if (kind == typeof(EPollReactor) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        _reactor = (PollReactor)Activator.CreateInstance(kind, _provider)!;
        _thread = new Thread(() => _reactor.Run(installSignalHandlers: false));
        _thread.Start();
        OnReactor(() => { });
    }

    public void Dispose()
    {
        _reactor.CallFromThread(_reactor.Stop);
        _thread.Join(Limit).Should().BeTrue();
        _called.Dispose();
    }

    [Test]
    public void Time_IsTheProviders()
    {
        var before = _reactor.Seconds();
        _provider.Advance(Hour);
        (_reactor.Seconds() - before).Should().Be(3600);
        _reactor.TimeProvider.GetUtcNow().Should().Be(_provider.GetUtcNow());
        _reactor.TimeProvider.GetTimestamp().Should().Be(_provider.GetTimestamp());
        _reactor.TimeProvider.TimestampFrequency.Should().Be(_provider.TimestampFrequency);
        _reactor.TimeProvider.LocalTimeZone.Should().BeSameAs(_provider.LocalTimeZone);
    }

    [Test]
    public void CallLater_TheProviderMoves_WakesTheLoop()
    {
        var at = 0.0;
        OnReactor(() => _reactor.CallLater(Hour, () =>
        {
            at = _reactor.Seconds();
            _called.Set();
        }));
        _provider.Advance(Hour - TimeSpan.FromTicks(1));
        Settle();
        at.Should().Be(0);
        _provider.Advance(TimeSpan.FromTicks(1));
        _called.WaitOne(Limit).Should().BeTrue();
        at.Should().Be(3600);
    }

    [Test]
    public void CallLater_AnEarlierOneIsAdded_WakesForItFirst()
    {
        var order = new List<string>();
        OnReactor(() => _reactor.CallLater(Hour, () => Note("hour")));
        OnReactor(() => _reactor.CallLater(1, () => Note("second")));
        _provider.Advance(TimeSpan.FromSeconds(1));
        _called.WaitOne(Limit).Should().BeTrue();
        _provider.Advance(Hour);
        _called.WaitOne(Limit).Should().BeTrue();
        order.Should().Equal("second", "hour");

        void Note(string name)
        {
            order.Add(name);
            _called.Set();
        }
    }

    [Test]
    public void CallLater_Zero_NeedsNoMove()
    {
        OnReactor(() => _reactor.CallLater(0, () => _called.Set()));
        _called.WaitOne(Limit).Should().BeTrue();
    }

    [Test]
    public void Idle_TheLoopDoesNotTurn()
    {
        OnReactor(() => _reactor.CallLater(Hour, () => { }));
        var first = Turns();
        Turns().Should().Be(first + 1, "the turn is the question's own");
        _provider.Advance(TimeSpan.FromMinutes(59));
        Turns().Should().Be(first + 2, "the timer is set for the hour");

        long Turns()
        {
            long turns = 0;
            OnReactor(() => turns = _reactor.Turns);
            return turns;
        }
    }

    [Test]
    public void Move_ManyTimesWhileTheLoopSetsItsTimer_EveryCallIsMade()
    {
        const int Calls = 300;
        var made = 0;
        OnReactor(Next);
        // Each call is due at a whole millisecond; the clock is moved by hundredths, at full speed, and no further than it must be.
        var end = _provider.GetUtcNow() + TimeSpan.FromMilliseconds(Calls);
        while (_provider.GetUtcNow() < end)
            _provider.Advance(TimeSpan.FromTicks(100));
        while (Volatile.Read(ref made) < Calls)
        {
            // The loop may be behind the clock: each of its calls then comes a millisecond after the one before.
            var before = Volatile.Read(ref made);
            _provider.Advance(TimeSpan.FromMilliseconds(1));
            SpinWait.SpinUntil(() => Volatile.Read(ref made) > Math.Min(before, Calls - 1), Limit).Should().BeTrue();
        }
        made.Should().Be(Calls);

        void Next()
        {
            _reactor.CallLater(0.001, () =>
            {
                // The next one first: whoever sees the count knows that it is waited for.
                if (made < Calls - 1)
                    Next();
                Interlocked.Increment(ref made);
            });
        }
    }

    [Test]
    public void LoopingCall_AddTimeoutAndTaskDelay_AreDrivenByTheProvider()
    {
        var counts = new List<int>();
        Exception? seen = null;
        var delayed = false;
        OnReactor(() =>
        {
            LoopingCall.WithCount(_reactor, n =>
            {
                counts.Add(n);
                if (counts.Count == 3)
                    _called.Set();
            }).Start(1);
            new Deferred().AddTimeout(TimeSpan.FromSeconds(2), _reactor).AddErrback(f => { seen = f.Value; });
            Delay();
        });
        _provider.Advance(TimeSpan.FromSeconds(2.5));
        Settle();
        _provider.Advance(TimeSpan.FromSeconds(0.5));
        _called.WaitOne(Limit).Should().BeTrue();
        Settle();
        counts.Should().Equal(1, 2, 1);
        seen.Should().BeOfType<TimeoutException>();
        delayed.Should().BeTrue();

        async void Delay()
        {
            await Task.Delay(TimeSpan.FromSeconds(3), _reactor.TimeProvider);
            delayed = _reactor.IsInReactorThread;
        }
    }

    [Test]
    public async Task TaskDelay_OnTheTestsThread_IsDrivenByTheProvider()
    {
        var delay = Task.Delay(Hour, _reactor.TimeProvider);
        OnReactor(() => { });
        _provider.Advance(Hour);
        await delay.WaitAsync(Limit);
    }

    [Test]
    public void Create_WithAProvider_RunsOnIt()
    {
        var reactor = TwistedSharp.Internet.Reactors.Create(_provider);
        var before = reactor.Seconds();
        _provider.Advance(Hour);
        (reactor.Seconds() - before).Should().Be(3600);
        FluentActions.Invoking(() => new SelectReactor(null!)).Should().Throw<ArgumentNullException>();
    }

    /// <summary>Waits until the loop has made the calls that are due.</summary>
    private void Settle()
    {
        // Calls from threads come first in a turn: the second one comes in the turn after the one that the first was in.
        OnReactor(() => { });
        OnReactor(() => { });
    }

    private void OnReactor(Action call)
    {
        using var done = new ManualResetEventSlim();
        _reactor.CallFromThread(() =>
        {
            call();
            done.Set();
        });
        done.Wait(Limit).Should().BeTrue();
    }
}
