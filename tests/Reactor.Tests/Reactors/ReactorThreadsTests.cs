namespace TwistedSharp.Tests.Reactors;

public sealed class ReactorThreadsTests(Type kind) : ReactorContract(kind)
{
    [Test]
    public void CallFromThread_ManyThreads_AllRunInEachThreadsOrderOnTheReactorsThread()
    {
        const int Threads = 8, Calls = 2000;
        var seen = new List<(int Thread, int Call)>(Threads * Calls);
        var elsewhere = 0;
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (var c = 0; c < Calls; c++)
            {
                var call = c;
                Reactor.CallFromThread(() =>
                {
                    elsewhere += Reactor.IsInReactorThread ? 0 : 1;
                    seen.Add((t, call));
                    if (seen.Count == Threads * Calls)
                        Reactor.Stop();
                });
            }
        })).ToList();
        Run(() => threads.ForEach(t => t.Start()));
        threads.ForEach(t => t.Join());
        elsewhere.Should().Be(0);
        for (var t = 0; t < Threads; t++)
            seen.Where(s => s.Thread == t).Select(s => s.Call).Should().BeInAscendingOrder().And.HaveCount(Calls);
    }

    [Test]
    public void CallFromThread_BeforeRun_WaitsForTheStart()
    {
        var order = new List<string>();
        Reactor.CallFromThread(() =>
        {
            order.Add("call");
            Reactor.Stop();
        });
        order.Should().BeEmpty();
        Run(() => order.Add("running"));
        order.Should().Equal("running", "call");
    }

    [Test]
    public void CallFromThread_OnTheReactorsThread_RunsInALaterTurn()
    {
        var turns = new List<long>();
        Run(() => Reactor.CallFromThread(() =>
        {
            turns.Add(Reactor.Turns);
            Reactor.CallFromThread(() =>
            {
                turns.Add(Reactor.Turns);
                Reactor.Stop();
            });
        }));
        turns[1].Should().Be(turns[0] + 1);
    }

    [Test]
    public void CallFromThread_Throws_IsLoggedAndTheNextRuns()
    {
        Run(() =>
        {
            Reactor.CallFromThread(() => throw new InvalidOperationException("boom"));
            Reactor.CallFromThread(Reactor.Stop);
        });
        TakeErrors().Should().ContainSingle().Which.Message.Should().Be("while calling from thread");
    }

    [Test]
    public void CallFromThread_IdleReactor_TakesOneTurnForEachCallAndNoOther()
    {
        const int Calls = 20;
        var turns = new List<long>();
        using var answered = new SemaphoreSlim(0);
        Run(() =>
        {
            Reactor.CallInThread(() =>
            {
                for (var i = 0; i < Calls; i++)
                {
                    Reactor.CallFromThread(() =>
                    {
                        turns.Add(Reactor.Turns);
                        answered.Release();
                    });
                    answered.Wait();
                }
                Reactor.CallFromThread(Reactor.Stop);
            });
        });
        turns.Zip(turns.Skip(1), (a, b) => b - a).Should().OnlyContain(step => step == 1).And.HaveCount(Calls - 1);
    }

    [Test]
    public void CallFromThread_AfterTheEnd_DoesNothing()
    {
        Run(Reactor.Stop);
        FluentActions.Invoking(() => Reactor.CallFromThread(() => Assert.Fail("It ran."))).Should().NotThrow();
    }

    [Test]
    public void IsInReactorThread_BeforeDuringAfter_IsTrueOnlyInside()
    {
        var inside = false;
        Reactor.IsInReactorThread.Should().BeFalse();
        Run(() =>
        {
            inside = Reactor.IsInReactorThread;
            Reactor.Stop();
        });
        inside.Should().BeTrue();
        Reactor.IsInReactorThread.Should().BeFalse();
    }

    [Test]
    public void CallInThread_BeforeRun_WaitsForTheStartAndRunsOnANamedThread()
    {
        string? name = null;
        var reactorThread = true;
        Reactor.CallInThread(() =>
        {
            name = Thread.CurrentThread.Name;
            reactorThread = Reactor.IsInReactorThread;
            Reactor.CallFromThread(Reactor.Stop);
        });
        name.Should().BeNull();
        Run();
        name.Should().StartWith("PoolThread-reactor-");
        reactorThread.Should().BeFalse();
    }

    [Test]
    public void CallInThread_Throws_IsLogged()
    {
        Run(() => Reactor.CallInThread(() =>
        {
            Reactor.CallFromThread(Reactor.Stop);
            throw new InvalidOperationException("boom");
        }));
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Message.Should().Be("boom");
    }

    [Test]
    public void CallInThread_WorkPendingAtShutdown_IsDoneBeforeRunReturns()
    {
        var done = 0;
        Reactor.SuggestThreadPoolSize(1);
        Run(() =>
        {
            for (var i = 0; i < 10; i++)
                Reactor.CallInThread(() => done++);
            Reactor.Stop();
        });
        done.Should().Be(10);
        Reactor.CallInThread(() => done++);
        done.Should().Be(10);
    }

    [Test]
    public void SuggestThreadPoolSize_LessThanOne_Throws() =>
        FluentActions.Invoking(() => Reactor.SuggestThreadPoolSize(0)).Should().Throw<ArgumentOutOfRangeException>();
}
