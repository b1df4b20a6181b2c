using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Reactors;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThreadsTests(Type kind) : ReactorContract(kind)
{
    private readonly List<object?> _seen = [];

    [Test]
    public void DeferToThread_Returns_FiresOnTheReactorsThreadWithTheValue()
    {
        var worker = 0;
        Run(() => Reactor.DeferToThread(() =>
        {
            worker = Environment.CurrentManagedThreadId;
            return 7;
        }).AddCallback(value =>
        {
            _seen.Add(value);
            _seen.Add(Reactor.IsInReactorThread);
            Reactor.Stop();
        }));
        _seen.Should().Equal(7, true);
        worker.Should().NotBe(0).And.NotBe(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void DeferToThread_EachShape_Fires()
    {
        Run(() => GatherAll().AddBoth(_ => Reactor.Stop()));
        _seen.Should().BeEquivalentTo(new object[] { "void", "void 1", "value", "value 2" });

        async Deferred GatherAll()
        {
            await Reactor.DeferToThread(() => Note("void"));
            await Reactor.DeferToThread(static state => state.Test.Note($"void {state.Number}"), (Test: this, Number: 1));
            Note(await Reactor.DeferToThread(() => "value"));
            Note(await Reactor.DeferToThread(static number => $"value {number}", 2));
        }
    }

    [Test]
    public void DeferToThread_Throws_FailsWithTheException()
    {
        Run(() =>
        {
            Reactor.SuggestThreadPoolSize(1);
            Reactor.DeferToThread<int>(() => throw new FormatException("value")).AddErrback(f =>
            {
                _seen.Add(f.Value.Message);
                return 0;
            });
            Reactor.DeferToThread(() => Fail("void")).AddErrback(f =>
            {
                _seen.Add(f.Value.Message);
                Reactor.Stop();
            });
        });
        _seen.Should().Equal("value", "void");
    }

    [Test]
    public void DeferToThread_FailsAfterASuccess_EachHasItsOwnEnd()
    {
        Reactor.SuggestThreadPoolSize(1);
        Run(() =>
        {
            Reactor.CallInThread(() => { });
            Reactor.DeferToThread(() => Fail("after")).AddErrback(f =>
            {
                _seen.Add(f.Value.Message);
                Reactor.Stop();
            });
        });
        _seen.Should().Equal("after");
    }

    [Test]
    public void DeferToThread_Cancelled_FailsAtOnceAndTheLateValueIsDropped()
    {
        using var gate = new ManualResetEventSlim();
        Run(() =>
        {
            var deferred = Reactor.DeferToThread(() =>
            {
                gate.Wait();
                return 1;
            });
            deferred.AddErrback<CancelledException>(_ => { _seen.Add("cancelled"); });
            deferred.Cancel();
            gate.Set();
            Reactor.DeferToThread(() => { }).AddBoth(_ => Reactor.CallLater(0, Reactor.Stop));
        });
        _seen.Should().Equal("cancelled");
    }

    [Test]
    public void DeferToThread_AfterTheEnd_Fails()
    {
        Run(Reactor.Stop);
        DeferredAssertions.FailureResultOf<ReactorNotRunningException>(Reactor.DeferToThread(() => 1));
        DeferredAssertions.FailureResultOf<ReactorNotRunningException>(Reactor.DeferToThread(() => { }));
    }

    [Test]
    public void DeferToThread_AsyncFunction_ThrowsAtOnce()
    {
        Reactor.Invoking(r => r.DeferToThread(() => Task.CompletedTask)).Should().Throw<ArgumentException>().WithMessage("A Task*");
        Reactor.Invoking(r => r.DeferToThread(() => Deferred.Succeed(1))).Should().Throw<ArgumentException>().WithMessage("A Deferred*");
    }

    [Test]
    public void DeferToThreadPool_OwnPool_RunsOnItsThread()
    {
        var pool = new ReactorThreadPool(0, 1, "own");
        pool.Start();
        Run(() => Reactor.DeferToThreadPool(pool, () => Thread.CurrentThread.Name).AddBoth(name =>
        {
            _seen.Add(name.Value);
            Reactor.Stop();
        }));
        pool.Stop();
        _seen.Should().Equal("PoolThread-own-1");
    }

    [Test]
    public void DeferToThreadPool_Throws_Fails()
    {
        var pool = new ReactorThreadPool(0, 1);
        pool.Start();
        Run(() => Reactor.DeferToThreadPool(pool, () => Fail("own pool")).AddErrback(f =>
        {
            _seen.Add(f.Value.Message);
            Reactor.Stop();
        }));
        pool.Stop();
        _seen.Should().Equal("own pool");
    }

    [Test]
    public void CallMultipleInThread_Calls_AreMadeInOrderOnOneThread()
    {
        var threads = new HashSet<int>();
        var calls = Enumerable.Range(0, 10).Select(i => (Action)(() =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            _seen.Add(i);
            if (i == 9)
                Reactor.CallFromThread(Reactor.Stop);
        }));
        Run(() => Reactor.CallMultipleInThread(calls));
        _seen.Should().Equal(Enumerable.Range(0, 10).Cast<object>());
        threads.Should().ContainSingle().Which.Should().NotBe(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void CallMultipleInThread_OneThrows_IsLoggedAndEndsThem()
    {
        Run(() =>
        {
            Reactor.CallMultipleInThread([() => Note("first"), () => Fail("second"), () => Note("third")]);
            Reactor.Stop();
        });
        _seen.Should().Equal("first");
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Message.Should().Be("second");
        Reactor.Invoking(r => r.CallMultipleInThread([null!])).Should().Throw<ArgumentException>();
    }

    [Test]
    public void BlockingCallFromThread_EachShape_WaitsForTheEnd()
    {
        RunBlocking(() =>
        {
            _seen.Add(Reactor.BlockingCallFromThread(() => Reactor.IsInReactorThread));
            Reactor.BlockingCallFromThread(() => Note("void"));
            _seen.Add(Reactor.BlockingCallFromThread(() => Reactor.DeferLater(TimeSpan.Zero, () => "deferred")));
            Reactor.BlockingCallFromThread(() => Reactor.DeferLater(TimeSpan.Zero, () => Note("void deferred")));
            _seen.Add(Reactor.BlockingCallFromThread(async () =>
            {
                await Task.Yield();
                return Reactor.IsInReactorThread ? "task" : "elsewhere";
            }));
            Reactor.BlockingCallFromThread(async () =>
            {
                await Task.Yield();
                Note("void task");
            });
        });
        _seen.Should().Equal(true, "void", "deferred", "void deferred", "task", "void task");
    }

    [Test]
    public void BlockingCallFromThread_ThrowsOrFails_ThrowsThere()
    {
        RunBlocking(() =>
        {
            _seen.Add(Threading.Thrown(() => Reactor.BlockingCallFromThread(() => Fail("thrown")))!.Message);
            _seen.Add(Threading.Thrown(() => Reactor.BlockingCallFromThread<int>(() => throw new FormatException("no value")))!.Message);
            _seen.Add(Threading.Thrown(() => Reactor.BlockingCallFromThread(
                () => Reactor.DeferLater(TimeSpan.Zero, () => Fail("failed"))))!.Message);
        });
        _seen.Should().Equal("thrown", "no value", "failed");
    }

    [Test]
    public void BlockingCallFromThread_OnTheReactorsThread_ThrowsInsteadOfWaitingForItself()
    {
        Run(() =>
        {
            _seen.Add(Threading.Thrown(() => Reactor.BlockingCallFromThread(() => 1)));
            Reactor.Stop();
        });
        _seen.Should().ContainSingle().Which.Should().BeOfType<InvalidOperationException>()
            .Which.Message.Should().Match($"*own thread {Environment.CurrentManagedThreadId}*await*");
    }

    [Test]
    public void BlockingCallFromThread_TheReactorEndsFirst_ThrowsAndThePoolEnds()
    {
        Exception? thrown = null;
        Run(() => Reactor.CallInThread(() => thrown = Threading.Thrown(() => Reactor.BlockingCallFromThread(() =>
        {
            Reactor.Stop();
            return new Deferred<int>();
        }))));
        thrown.Should().BeOfType<ReactorNotRunningException>().Which.Message.Should().Contain("has ended");
    }

    [Test]
    public void BlockingCallFromThread_TheReactorCrashesFirst_Throws()
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Threading.Thrown(() => Reactor.BlockingCallFromThread(() =>
        {
            Reactor.Crash();
            return new Deferred();
        })));
        Run(() => thread.Start());
        thread.Join();
        thrown.Should().BeOfType<ReactorNotRunningException>().Which.Message.Should().Contain("Crashed");
    }

    [Test]
    public void BlockingCallFromThread_TheReactorCrashesBeforeTheCall_TheNextRunMakesItNoMore()
    {
        var calls = 0;
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Threading.Thrown(() => Reactor.BlockingCallFromThread(() => { calls++; })));
        Run(() => Reactor.CallFromThread(() =>
        {
            // What comes while this one is made waits for the next turn, which there is none of.
            thread.Start();
            while ((thread.ThreadState & ThreadState.WaitSleepJoin) == 0)
                Thread.Yield();
            Reactor.Crash();
        }));
        thread.Join();
        thrown.Should().BeOfType<ReactorNotRunningException>();
        Run(() => Reactor.CallFromThread(Reactor.Stop));
        calls.Should().Be(0);
    }

    [Test]
    public void BlockingCallFromThread_AfterTheEnd_Throws()
    {
        Run(Reactor.Stop);
        Reactor.Invoking(r => r.BlockingCallFromThread(() => 1)).Should().Throw<ReactorNotRunningException>().WithMessage("*has ended*");
    }

    [Test]
    public void BlockingCallFromThread_BeforeRun_WaitsForTheReactor()
    {
        object? answer = null;
        using var begun = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            begun.Set();
            answer = Reactor.BlockingCallFromThread(() =>
            {
                Reactor.CallLater(0, Reactor.Stop);
                return Reactor.Running;
            });
        });
        thread.Start();
        begun.Wait();
        Run();
        thread.Join();
        answer.Should().Be(true);
    }

    [Test]
    public void Send_AfterTheEnd_Throws()
    {
        SynchronizationContext? context = null;
        Run(() =>
        {
            context = SynchronizationContext.Current;
            Reactor.Stop();
        });
        context!.Invoking(c => c.Send(_ => Assert.Fail("It ran."), null)).Should().Throw<ReactorNotRunningException>();
        context!.Invoking(c => c.Post(_ => Assert.Fail("It ran."), null)).Should().NotThrow();
    }

    [Test]
    public void Send_TheReactorEndsFirst_Throws()
    {
        Exception? thrown = null;
        Thread? thread = null;
        Run(() =>
        {
            var context = SynchronizationContext.Current!; // The reactor's.
            thread = new Thread(() => thrown = Threading.Thrown(() => context.Send(_ => Assert.Fail("It ran."), null)));
            Reactor.CallLater(0, () =>
            {
                // Calls from threads had their turn; this one comes too late for it, and the end comes first.
                thread.Start();
                SpinWait.SpinUntil(() => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0);
                Reactor.Stop();
            });
        });
        thread!.Join();
        thrown.Should().BeOfType<ReactorNotRunningException>();
    }

    [Test]
    public void GetThreadPool_StartsWithTheReactorAndEndsBeforeRunReturns()
    {
        var pool = (ReactorThreadPool)Reactor.GetThreadPool();
        (pool.Started, pool.Joined, pool.Min, pool.Max).Should().Be((false, false, 0, 10));
        var running = (false, true);
        Run(() =>
        {
            running = (pool.Started, pool.Joined);
            Reactor.Stop();
        });
        running.Should().Be((true, false));
        (pool.Joined, pool.Workers).Should().Be((true, 0));
    }

    [Test]
    public void NameResolver_Localhost_IsFoundOnceTheReactorRuns()
    {
        Run(() => Reactor.NameResolver.ResolveHostName("localhost").AddCallback(addresses =>
        {
            _seen.AddRange(addresses.Where(System.Net.IPAddress.IsLoopback));
            Reactor.Stop();
        }));
        _seen.Should().NotBeEmpty();
    }

    [Test]
    public void SuggestThreadPoolSize_SetsThePoolsMost()
    {
        Reactor.SuggestThreadPoolSize(17);
        Reactor.GetThreadPool().Max.Should().Be(17);
        Reactor.SuggestThreadPoolSize(4);
        Reactor.GetThreadPool().Max.Should().Be(4);
    }

    [Test]
    public void SuggestThreadPoolSize_WhileRunning_LowerAndHigher_WorkGoesOn()
    {
        Run(() => Ask().AddBoth(_ => Reactor.Stop()));
        _seen.Should().Equal("one", "two");

        async Deferred Ask()
        {
            Reactor.SuggestThreadPoolSize(1);
            Note(await Reactor.DeferToThread(() => "one"));
            Reactor.SuggestThreadPoolSize(3);
            Note(await Reactor.DeferToThread(() => "two"));
        }
    }

    [Test]
    public void CallFromThread_MoreThanAnyPipeHolds_AllRun()
    {
        const int Calls = 100_000;
        var made = 0;
        Run(() => Reactor.CallInThread(() =>
        {
            for (var i = 0; i < Calls; i++)
                Reactor.CallFromThread(() => made++);
            Reactor.CallFromThread(Reactor.Stop);
        }));
        made.Should().Be(Calls);
    }

    /// <summary>Runs the reactor until something is done on another thread.</summary>
    private void RunBlocking(Action call) => Run(() => Reactor.DeferToThread(call).AddBoth(outcome =>
    {
        Reactor.Stop();
        outcome.Failure?.Throw();
    }));

    private void Note(object? what) => _seen.Add(what);

    private static void Fail(string message) => throw new FormatException(message);
}
