using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Time;

/// <summary>A Clock as the TimeProvider of .NET's own code.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClockTimerTests
{
    private static readonly TimeSpan One = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly Clock _clock = new();
    private readonly List<double> _times = [];

    [Test]
    public void Time_IsTheClocks()
    {
        IReactorTime reactor = _clock;
        reactor.TimeProvider.Should().BeSameAs(_clock);
        var before = _clock.GetTimestamp();
        _clock.Advance(90.0000001);
        _clock.GetElapsedTime(before).Should().Be(TimeSpan.FromTicks(900_000_001));
        _clock.GetUtcNow().Should().Be(DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(900_000_001));
        _clock.GetLocalNow().Offset.Should().Be(TimeSpan.Zero);
        _clock.Advance(TimeSpan.MaxValue);
        _clock.GetUtcNow().Should().Be(DateTimeOffset.MaxValue);
    }

    [Test]
    public void TaskDelay_OnAClock_EndsWithTheAdvance()
    {
        var delay = Task.Delay(One, _clock);
        _clock.Advance(0.9999999);
        delay.IsCompleted.Should().BeFalse();
        _clock.Advance(0.0000001);
        delay.IsCompletedSuccessfully.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void TaskDelay_InALoop_GoesRoundInsideOneAdvanceEach()
    {
        var task = Loop();
        _clock.Pump(1, 1, 1);
        task.IsCompletedSuccessfully.Should().BeTrue();
        _times.Should().Equal(1, 2, 3);

        async Task Loop()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(One, _clock);
                Note(null);
            }
        }
    }

    [Test]
    public void TaskDelay_Cancelled_LeavesNoCall()
    {
        using var source = new CancellationTokenSource();
        var delay = Task.Delay(One, _clock, source.Token);
        source.Cancel();
        delay.IsCanceled.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void CancellationTokenSource_OnAClock_CancelsWithTheAdvance()
    {
        using var source = new CancellationTokenSource(One, _clock);
        _clock.Advance(0.5);
        source.IsCancellationRequested.Should().BeFalse();
        source.CancelAfter(One);
        _clock.Advance(0.5);
        source.IsCancellationRequested.Should().BeFalse();
        _clock.Advance(0.5);
        source.IsCancellationRequested.Should().BeTrue();
    }

    [Test]
    public void PeriodicTimer_OnAClock_TicksOnceAnAdvance()
    {
        using var timer = new PeriodicTimer(One, _clock);
        for (var i = 0; i < 3; i++)
        {
            var tick = timer.WaitForNextTickAsync();
            tick.IsCompleted.Should().BeFalse();
            _clock.Advance(1);
            tick.IsCompletedSuccessfully.Should().BeTrue();
            tick.Result.Should().BeTrue();
        }
    }

    [Test]
    public void WaitAsync_OnAClock_TimesOut()
    {
        var task = new TaskCompletionSource().Task.WaitAsync(One, _clock);
        _clock.Advance(1);
        task.Exception!.InnerException.Should().BeOfType<TimeoutException>();
    }

    [Test]
    public void Timer_WithoutAPeriod_GoesOffOnceWithItsState()
    {
        var states = new List<object?>();
        using var zero = _clock.CreateTimer(states.Add, "zero", TimeSpan.Zero, Never);
        using var one = _clock.CreateTimer(states.Add, "one", One, TimeSpan.Zero);
        states.Should().BeEmpty("a timer never goes off while it is made");
        _clock.Advance(0);
        states.Should().Equal("zero");
        _clock.Advance(10);
        states.Should().Equal("zero", "one");
    }

    [Test]
    public void Timer_WithAPeriod_KeepsInStep()
    {
        using var timer = _clock.CreateTimer(Note, null, One, TimeSpan.FromSeconds(2));
        _clock.Pump(1, 1, 1, 0.5, 1.75, 0.75);
        _times.Should().Equal(1, 3, 5.25);
        _clock.Advance(1);
        _times.Should().Equal(1, 3, 5.25, 7);
    }

    [Test]
    public void Timer_SeveralPeriodsInOneAdvance_GoesOffOnce()
    {
        using var timer = _clock.CreateTimer(Note, null, One, One);
        _clock.Advance(3);
        _times.Should().Equal(3);
        _clock.Advance(0.5);
        _clock.Advance(0.5);
        _times.Should().Equal(3, 4);
    }

    [Test]
    public void Timer_NotSet_WaitsForAChange()
    {
        using var timer = _clock.CreateTimer(Note, null, Never, One);
        _clock.Advance(5);
        _times.Should().BeEmpty();
        timer.Change(One, Never).Should().BeTrue();
        _clock.Pump(1, 5);
        _times.Should().Equal(6);
        timer.Change(One, Never).Should().BeTrue();
        _clock.Advance(1);
        _times.Should().Equal(6, 12);
    }

    [Test]
    public void Change_Pending_TheLastCounts()
    {
        using var timer = _clock.CreateTimer(Note, null, One, One);
        timer.Change(TimeSpan.FromSeconds(5), Never);
        _clock.Advance(3);
        _times.Should().BeEmpty();
        timer.Change(Never, Never);
        _clock.Advance(10);
        _times.Should().BeEmpty();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Change_InTheCallback_SetsItAnew()
    {
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                Note(null);
                timer!.Change(_times.Count < 3 ? TimeSpan.FromSeconds(_times.Count) : Never, One);
            },
            null,
            One,
            One);
        _clock.Pump(1, 1, 1, 1, 1, 1, 1);
        _times.Should().Equal(1, 2, 4);
        timer.Dispose();
    }

    [Test]
    public async Task Dispose_Pending_EndsIt()
    {
        var timer = _clock.CreateTimer(Note, null, One, One);
        timer.Dispose();
        timer.Dispose();
        _clock.GetDelayedCalls().Should().BeEmpty();
        timer.Change(One, One).Should().BeFalse();
        await _clock.CreateTimer(Note, null, One, One).DisposeAsync();
        _clock.Advance(5);
        _times.Should().BeEmpty();
    }

    [Test]
    public void Dispose_InTheCallback_EndsIt()
    {
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                Note(null);
                timer!.Dispose();
            },
            null,
            One,
            One);
        _clock.Pump(1, 1, 1);
        _times.Should().Equal(1);
    }

    [Test]
    public void Dispose_InACallOfTheSameTime_ItDoesNotGoOff()
    {
        ITimer? timer = null;
        _clock.CallLater(1, () => timer!.Dispose());
        timer = _clock.CreateTimer(Note, null, One, Never);
        _clock.Advance(1);
        _times.Should().BeEmpty();
    }

    [Test]
    public void Callback_Throws_ComesOutOfAdvanceAndThePeriodGoesOn()
    {
        using var timer = _clock.CreateTimer(
            _ =>
            {
                Note(null);
                throw new FormatException();
            },
            null,
            One,
            One);
        _clock.Invoking(c => c.Advance(1)).Should().Throw<FormatException>();
        _clock.Invoking(c => c.Advance(1)).Should().Throw<FormatException>();
        _times.Should().Equal(1, 2);
    }

    [Test]
    public void Callback_SeesTheAsyncLocalsOfTheMaker()
    {
        var local = new AsyncLocal<string> { Value = "maker" };
        var seen = new List<string?>();
        using var flowing = _clock.CreateTimer(_ => seen.Add(local.Value), null, One, Never);
        using (ExecutionContext.SuppressFlow())
            _clock.CreateTimer(_ => seen.Add(local.Value), null, One, Never);
        local.Value = "advancer";
        _clock.Advance(1);
        seen.Should().Equal("maker", "advancer");
    }

    [Test]
    public void BadArguments_Throw()
    {
        _clock.Invoking(c => c.CreateTimer(null!, null, One, One)).Should().Throw<ArgumentNullException>();
        _clock.Invoking(c => c.CreateTimer(Note, null, TimeSpan.FromMilliseconds(-2), One)).Should().Throw<ArgumentOutOfRangeException>();
        using var timer = _clock.CreateTimer(Note, null, One, One);
        timer.Invoking(t => t.Change(One, TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Advance(1);
        _times.Should().Equal([1], "a change that was refused changes nothing");
    }

    [Test]
    public async Task Timers_MadeAndDisposedOnOtherThreads_AreAllKeptRight()
    {
        var fired = 0;
        var kept = new System.Collections.Concurrent.ConcurrentBag<ITimer>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                var timer = _clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, One, Never);
                if (i % 2 == 0)
                    timer.Dispose();
                else
                    kept.Add(timer);
            }
        })));
        _clock.GetDelayedCalls().Should().HaveCount(2000);
        _clock.Advance(1);
        fired.Should().Be(2000);
    }

    [Test]
    public void MemoryReactorClock_IsATimeProviderToo()
    {
        var reactor = new MemoryReactorClock();
        var delay = Task.Delay(One, reactor.TimeProvider);
        reactor.Advance(1);
        delay.IsCompletedSuccessfully.Should().BeTrue();
    }

    private void Note(object? state) => _times.Add(_clock.Seconds());
}
