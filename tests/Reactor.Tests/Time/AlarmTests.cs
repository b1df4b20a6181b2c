using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AlarmTests
{
    private readonly ScriptedProvider _provider = new();

    [Test]
    public void SetFor_ATimeToCome_SetsTheTimerToIt()
    {
        var alarm = Make();
        alarm.SetFor(100).Should().BeTrue();
        _provider.Delays.Should().Equal(100);
    }

    [Test]
    public void SetFor_ALaterTime_LeavesTheTimer()
    {
        var alarm = Make();
        alarm.SetFor(100);
        alarm.SetFor(100).Should().BeTrue();
        alarm.SetFor(200).Should().BeTrue();
        _provider.Delays.Should().Equal(100);
        alarm.SetFor(50).Should().BeTrue();
        _provider.Delays.Should().Equal(100, 50);
    }

    [Test]
    public void SetFor_AfterItRang_SetsItAnew()
    {
        var rings = 0;
        var alarm = Make(() => rings++);
        alarm.SetFor(100);
        _provider.Now = 100;
        _provider.Ring();
        rings.Should().Be(1);
        alarm.SetFor(250).Should().BeTrue();
        _provider.Delays.Should().Equal(100, 150);
    }

    [TestCase(100)]
    [TestCase(99)]
    [TestCase(long.MinValue)]
    public void SetFor_ATimeThatHasCome_SaysSo(long due)
    {
        var alarm = Make();
        _provider.Now = 100;
        alarm.SetFor(due).Should().BeFalse();
        _provider.Delays.Should().BeEmpty();
        alarm.SetFor(101).Should().BeTrue("the time that had come is not waited for");
        _provider.Delays.Should().Equal(1);
    }

    [Test]
    public void SetFor_ATimeThatHasComeEvenSo_RingsWhenTimeMoves()
    {
        var alarm = Make();
        _provider.Now = 100;
        alarm.SetFor(50, evenIfPast: true).Should().BeTrue();
        _provider.Delays.Should().Equal(1);
    }

    [Test]
    public void SetFor_TheClockMovesMeanwhile_RingsInTimeAllTheSame()
    {
        var alarm = Make();
        var moves = 3;
        _provider.OnChange = () => _provider.Now += moves-- > 0 ? 10 : 0;
        alarm.SetFor(1000).Should().BeTrue();
        _provider.RingsAt.Should().BeLessThanOrEqualTo(1000).And.BeGreaterThan(900);
    }

    [Test]
    public void SetFor_TheTimeComesMeanwhile_SaysSo()
    {
        var alarm = Make();
        _provider.OnChange = () => _provider.Now = 1000;
        alarm.SetFor(1000).Should().BeFalse();
        alarm.SetFor(1100).Should().BeTrue();
    }

    [Test]
    public void SetFor_TheTimeComesMeanwhileEvenSo_RingsWhenTimeMoves()
    {
        var alarm = Make();
        _provider.OnChange = () => _provider.Now = 1000;
        alarm.SetFor(1000, evenIfPast: true).Should().BeTrue();
        _provider.Delays.Should().Equal(1000, 1);
    }

    [Test]
    public void SetFor_AClockThatRuns_IsSetASpanEarly()
    {
        var alarm = Make();
        _provider.Step = 3;
        alarm.SetFor(1000).Should().BeTrue();
        _provider.Delays.Should().HaveCount(2);
        _provider.RingsAt.Should().BeLessThanOrEqualTo(1000).And.BeGreaterThan(950);
    }

    [Test]
    public void SetFor_AnotherSetsItMeanwhile_TheEarlierTimeIsSet()
    {
        Alarm? alarm = null;
        alarm = Make();
        var times = new Queue<long>([500, 300, 700]);
        _provider.OnChange = () =>
        {
            if (times.TryDequeue(out var time))
                alarm.SetFor(time).Should().BeTrue();
        };
        alarm.SetFor(1000).Should().BeTrue();
        _provider.Delays.Should().Equal(1000, 500, 300);
    }

    [TestCase(300)]
    [TestCase(100, Description = "It rang early, and is to ring for the same time again.")]
    public void SetFor_ItRingsAndAnotherSetsItMeanwhile_ThatTimeIsSet(long next)
    {
        Alarm? alarm = null;
        alarm = Make(() => alarm!.SetFor(next).Should().BeTrue()); // Rings after it was made.
        _provider.OnChange = () =>
        {
            _provider.OnChange = null;
            Task.Run(_provider.Ring).Wait();
        };
        alarm.SetFor(100).Should().BeTrue();
        _provider.Delays.Should().Equal(100, next);
    }

    [Test]
    public void Provider_RingsInsideChange_TheOwnerIsToldOffTheStack()
    {
        using var rung = new ManualResetEventSlim();
        var isSetting = true;
        var inside = false;
        var alarm = Make(() =>
        {
            inside = Volatile.Read(ref isSetting) && Thread.CurrentThread.ManagedThreadId == _provider.Maker;
            rung.Set();
        });
        _provider.OnChange = _provider.Ring;
        alarm.SetFor(100).Should().BeTrue();
        Volatile.Write(ref isSetting, false);
        rung.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        inside.Should().BeFalse();
    }

    [Test]
    public void SetFor_BeyondTheSystemsLongestTimer_RingsEarly()
    {
        var alarm = Make();
        alarm.SetFor(TimeSpan.FromDays(1000).Ticks).Should().BeTrue();
        TimeSpan.FromTicks(_provider.Delays[0]).TotalMilliseconds.Should().Be(uint.MaxValue - 1);
        alarm.SetFor(long.MaxValue).Should().BeTrue();
        _provider.Delays.Should().ContainSingle();
    }

    [Test]
    public void Make_InAnAsyncFlow_TheTimerDoesNotKeepIt()
    {
        var local = new AsyncLocal<string> { Value = "maker" };
        Make();
        _provider.FlowWasSuppressed.Should().BeTrue();
        using (ExecutionContext.SuppressFlow())
            Make();
        ExecutionContext.IsFlowSuppressed().Should().BeFalse();
        local.Value.Should().Be("maker");
    }

    [Test]
    public void Stop_DisposesTheTimer()
    {
        Make().Stop();
        _provider.Disposed.Should().BeTrue();
    }

    private Alarm Make(Action? rung = null) => new(_provider, rung ?? (static () => { }));

    /// <summary>A clock and one timer that do what the test says.</summary>
    private sealed class ScriptedProvider : TimeProvider
    {
        private TimerCallback? _callback;
        private object? _state;

        internal long Now { get; set; }

        /// <summary>How far each reading moves the clock.</summary>
        internal long Step { get; set; }

        internal List<long> Delays { get; } = [];

        internal long RingsAt { get; private set; }

        internal bool Disposed { get; private set; }

        internal bool FlowWasSuppressed { get; private set; }

        internal int Maker { get; private set; }

        internal Action? OnChange { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now += Step;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            dueTime.Should().Be(Timeout.InfiniteTimeSpan);
            FlowWasSuppressed = ExecutionContext.IsFlowSuppressed();
            Maker = Environment.CurrentManagedThreadId;
            (_callback, _state) = (callback, state);
            return new ScriptedTimer(this);
        }

        internal void Ring() => _callback!(_state);

        private sealed class ScriptedTimer(ScriptedProvider provider) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                provider.Delays.Add(dueTime.Ticks);
                // The worst case: time has moved before the delay is counted from.
                provider.OnChange?.Invoke();
                provider.RingsAt = provider.Now + dueTime.Ticks;
                return true;
            }

            public void Dispose() => provider.Disposed = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
