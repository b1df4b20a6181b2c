using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

/// <summary>A reactor's clock as .NET's code sees it.</summary>
public sealed class ReactorTimeProviderTests(Type kind) : ReactorContract(kind)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    [Test]
    public void Time_IsTheSystems()
    {
        Reactor.TimeProvider.TimestampFrequency.Should().Be(TimeProvider.System.TimestampFrequency);
        Reactor.TimeProvider.LocalTimeZone.Should().BeSameAs(TimeProvider.System.LocalTimeZone);
        var before = TimeProvider.System.GetTimestamp();
        var between = Reactor.TimeProvider.GetTimestamp();
        between.Should().BeInRange(before, TimeProvider.System.GetTimestamp());
        var earlier = TimeProvider.System.GetUtcNow();
        Reactor.TimeProvider.GetUtcNow().Should().BeOnOrAfter(earlier).And.BeOnOrBefore(TimeProvider.System.GetUtcNow());
    }

    [Test]
    public void TaskDelay_OnTheReactorsThread_GoesOnThere()
    {
        var home = 0;
        Run(() => Wait());
        home.Should().Be(3);

        async void Wait()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(Short, Reactor.TimeProvider);
                home += Reactor.IsInReactorThread ? 1 : 0;
            }
            Reactor.Stop();
        }
    }

    [Test]
    public void TaskDelay_OnAnotherThread_EndsToo()
    {
        Exception? seen = null;
        Run(() => Task.Run(async () =>
        {
            try
            {
                await Task.Delay(Short, Reactor.TimeProvider);
                using var source = new CancellationTokenSource(Short, Reactor.TimeProvider);
                await Task.Delay(TimeSpan.FromHours(1), Reactor.TimeProvider, source.Token);
            }
            catch (Exception e)
            {
                seen = e;
            }
            Reactor.CallFromThread(Reactor.Stop);
        }));
        seen.Should().BeAssignableTo<OperationCanceledException>();
    }

    [Test]
    public void TaskDelay_BeforeTheReactorRuns_EndsWhenItDoes()
    {
        var delay = Task.Delay(TimeSpan.Zero + Short, Reactor.TimeProvider);
        delay.ContinueWith(_ => Reactor.CallFromThread(Reactor.Stop), TaskScheduler.Default);
        Run();
        delay.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Test]
    public void Timer_OfAnyThread_CallsBackOnTheReactorsInItsContext()
    {
        var right = 0;
        SynchronizationContext? context = null;
        Run(() =>
        {
            context = SynchronizationContext.Current;
            Task.Run(() => Reactor.TimeProvider.CreateTimer(
                timer =>
                {
                    right += Reactor.IsInReactorThread && SynchronizationContext.Current == context ? 1 : 0;
                    if (right == 3)
                        Reactor.Stop();
                },
                null,
                TimeSpan.Zero,
                Short));
        });
        right.Should().Be(3);
    }

    [Test]
    public void Timer_ZeroOnTheReactorsThread_GoesOffInALaterTurn()
    {
        var turns = new List<long>();
        Run(() =>
        {
            turns.Add(Reactor.Turns);
            Reactor.TimeProvider.CreateTimer(
                _ =>
                {
                    turns.Add(Reactor.Turns);
                    Reactor.Stop();
                },
                null,
                TimeSpan.Zero,
                Never);
            turns.Should().ContainSingle();
        });
        turns.Should().HaveCount(2);
    }

    [Test]
    public void Change_OnAnotherThreadThenOnTheReactors_TheLastOneCounts()
    {
        var fired = 0;
        Run(() =>
        {
            var timer = Reactor.TimeProvider.CreateTimer(_ => fired++, null, Never, Never);
            using (var changed = new ManualResetEventSlim())
            {
                // It waits in the reactor's line while we, on its thread, change our mind.
                Task.Run(() =>
                {
                    timer.Change(TimeSpan.Zero, Never);
                    changed.Set();
                });
                changed.Wait(TimeSpan.FromSeconds(30));
            }
            timer.Change(Never, Never);
            Reactor.CallLater(0, () => Reactor.CallLater(0.002, Reactor.Stop));
        });
        fired.Should().Be(0);
    }

    [Test]
    public void Dispose_OnAnotherThread_NothingGoesOffAfterIt()
    {
        var late = 0;
        Run(() =>
        {
            var disposed = false;
            var timer = Reactor.TimeProvider.CreateTimer(_ => late += disposed ? 1 : 0, null, TimeSpan.Zero, TimeSpan.FromTicks(1));
            using (var done = new ManualResetEventSlim())
            {
                Task.Run(() =>
                {
                    timer.Dispose();
                    done.Set();
                });
                done.Wait(TimeSpan.FromSeconds(30));
            }
            disposed = true;
            timer.Change(Short, Short).Should().BeFalse();
            Reactor.CallLater(0.002, Reactor.Stop);
        });
        late.Should().Be(0);
    }

    [Test]
    public void Timers_OfManyThreads_AllGoOffAndLeaveNothing()
    {
        using var fired = new CountdownEvent(800);
        Run(() =>
        {
            for (var thread = 0; thread < 4; thread++)
            {
                Task.Run(() =>
                {
                    for (var i = 0; i < 400; i++)
                    {
                        var dueTime = i % 2 == 0 ? Short : TimeSpan.FromHours(1);
                        var timer = Reactor.TimeProvider.CreateTimer(_ => fired.Signal(), null, dueTime, Never);
                        if (i % 2 != 0)
                            timer.Dispose();
                    }
                });
            }
            Task.Run(() =>
            {
                fired.Wait(TimeSpan.FromSeconds(30));
                Reactor.CallFromThread(Reactor.Stop);
            });
        });
        fired.CurrentCount.Should().Be(0);
        Reactor.GetDelayedCalls().Should().ContainSingle("the test's own way out");
    }

    [Test]
    public void Callback_Throws_IsLogged()
    {
        var error = new FormatException();
        Run(() =>
        {
            Reactor.TimeProvider.CreateTimer(_ => throw error, null, TimeSpan.Zero, Never);
            Reactor.CallLater(0.001, Reactor.Stop);
        });
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Should().BeSameAs(error);
    }

    [Test]
    public void LoopingCall_IntervalZero_RunsOnceATurn()
    {
        var turns = new List<long>();
        LoopingCall? loop = null;
        loop = new LoopingCall(Reactor, () =>
        {
            turns.Add(Reactor.Turns);
            if (turns.Count == 6)
                loop!.Stop();
        });
        Run(() => loop.Start(0).AddCallback(_ => Reactor.Stop()));
        turns.Should().OnlyHaveUniqueItems().And.HaveCount(6);
    }

    [Test]
    public void LoopingCall_AwaitsTasksAndFails_OnTheReactorsThread()
    {
        var calls = 0;
        Exception? seen = null;
        var loop = new LoopingCall(Reactor, async () =>
        {
            await Task.Delay(Short, Reactor.TimeProvider);
            if (!Reactor.IsInReactorThread || ++calls == 3)
                throw new FormatException();
        });
        Run(() => loop.Start(0.001).AddErrback(f =>
        {
            seen = f.Value;
            Reactor.Stop();
            return loop;
        }));
        seen.Should().BeOfType<FormatException>();
        calls.Should().Be(3);
    }

    [Test]
    public void LoopingCall_WithCount_CountsEveryIntervalOnce()
    {
        var counted = 0;
        var calls = 0;
        LoopingCall? loop = null;
        double elapsed = 0;
        loop = LoopingCall.WithCount(Reactor, n =>
        {
            n.Should().BePositive();
            counted += n;
            elapsed = Reactor.Seconds() - loop!.StartTime;
            if (++calls == 50)
                loop.Stop();
        });
        Run(() => loop.Start(0.0005, now: false).AddCallback(_ => Reactor.Stop()));
        counted.Should().BeInRange(50, (int)(elapsed / 0.0005));
    }

    [Test]
    public void DeferLater_Cancelled_LeavesNoCall()
    {
        Run(() =>
        {
            var d = Reactor.DeferLater(5, () => 1);
            d.AddErrback(_ => 2);
            d.Cancel();
            Reactor.DeferLater(0.001, Reactor.Stop);
        });
        Reactor.GetDelayedCalls().Should().ContainSingle("the test's own way out");
    }
}
