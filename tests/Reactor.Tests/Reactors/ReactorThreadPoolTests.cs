using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Reactors;

public sealed class ReactorThreadPoolTests
{
    [Test]
    public void CallInThread_MoreWorkThanThreads_NeverUsesMoreThanAllowed()
    {
        var pool = new ReactorThreadPool(0, 3);
        using var gate = new ManualResetEventSlim();
        using var running = new CountdownEvent(3);
        var done = 0;
        pool.CallInThread(Work);
        pool.Workers.Should().Be(0, "it has not been started");
        pool.Start();
        for (var i = 0; i < 9; i++)
            pool.CallInThread(Work);
        running.Wait();
        pool.Workers.Should().Be(3);
        pool.ToString().Should().Be("<ReactorThreadPool pool Started, 3 of 3 threads, 0 idle, 7 waiting>");
        gate.Set();
        pool.Stop();
        done.Should().Be(10);
        pool.Workers.Should().Be(0);

        void Work()
        {
            if (!running.IsSet)
                running.Signal();
            gate.Wait();
            Interlocked.Increment(ref done);
        }
    }

    [Test]
    public void AdjustPoolSize_Raised_StartsThreadsForTheWaitingWork()
    {
        var pool = new ReactorThreadPool(0, 1);
        using var both = new Barrier(2);
        pool.Start();
        pool.CallInThread(both.SignalAndWait);
        pool.CallInThread(both.SignalAndWait);
        pool.AdjustPoolSize(maxThreads: 2);
        // Ends only if both run at once.
        pool.Stop();
        pool.Workers.Should().Be(0);
    }

    [Test]
    public void CallInThread_ThreadIdle_IsUsedAgain()
    {
        var pool = new ReactorThreadPool(0, 10);
        pool.Start();
        using var done = new SemaphoreSlim(0);
        for (var i = 0; i < 50; i++)
        {
            pool.CallInThread(() => done.Release());
            done.Wait();
            SpinWait.SpinUntil(() => pool.Waiting == 1);
        }
        pool.Workers.Should().Be(1);
        pool.Stop();
    }

    [Test]
    public void Constructor_Sizes_AreKept()
    {
        var pool = new ReactorThreadPool(12, 22, "dozen");
        (pool.Min, pool.Max, pool.Name).Should().Be((12, 22, "dozen"));
        (pool.Started, pool.Joined).Should().Be((false, false));
        var usual = new ReactorThreadPool();
        (usual.Min, usual.Max).Should().Be((5, 20));
    }

    [TestCase(-1, 5)]
    [TestCase(0, 0)]
    [TestCase(6, 5)]
    public void Constructor_BadSizes_Throws(int minThreads, int maxThreads)
    {
        FluentActions.Invoking(() => new ReactorThreadPool(minThreads, maxThreads)).Should().Throw<ArgumentOutOfRangeException>();
        var pool = new ReactorThreadPool(2, 4);
        pool.Invoking(p => p.AdjustPoolSize(minThreads, maxThreads)).Should().Throw<ArgumentOutOfRangeException>();
        (pool.Min, pool.Max).Should().Be((2, 4));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Start_MakesTheLeastNumberOfThreads(int least)
    {
        var pool = new ReactorThreadPool(least, 10);
        pool.Workers.Should().Be(0);
        pool.Start();
        pool.Workers.Should().Be(least);
        pool.Started.Should().BeTrue();
        pool.Stop();
        (pool.Workers, pool.Started, pool.Joined).Should().Be((0, false, true));
    }

    [Test]
    public void AdjustPoolSize_Stopped_OnlyKeepsTheNumbers()
    {
        var pool = new ReactorThreadPool(0, 5);
        pool.Start();
        pool.Stop();
        pool.AdjustPoolSize(2);
        (pool.Min, pool.Workers).Should().Be((2, 0));
    }

    [Test]
    public void AdjustPoolSize_MoreAtLeast_StartsThem()
    {
        var pool = new ReactorThreadPool(0, 5);
        pool.Start();
        pool.AdjustPoolSize(minThreads: 4);
        pool.Workers.Should().Be(4);
        pool.Stop();
    }

    [Test]
    public void AdjustPoolSize_FewerAtMost_EndsThoseThatAreIdle()
    {
        var pool = new ReactorThreadPool(0, 5);
        using var all = new Barrier(4);
        pool.Start();
        for (var i = 0; i < 3; i++)
            pool.CallInThread(all.SignalAndWait);
        all.SignalAndWait();
        pool.AdjustPoolSize(maxThreads: 1);
        SpinWait.SpinUntil(() => pool.Workers == 1);
        pool.Stop();
        pool.Workers.Should().Be(0);
    }

    [Test]
    public void StartAWorker_StopAWorker_ChangeTheNumberByOne()
    {
        var pool = new ReactorThreadPool(0, 2);
        pool.StartAWorker();
        pool.Workers.Should().Be(0, "it has not started");
        pool.Start();
        pool.StartAWorker();
        pool.StartAWorker();
        pool.StartAWorker();
        pool.Workers.Should().Be(2, "no more are allowed");
        pool.StopAWorker();
        SpinWait.SpinUntil(() => pool.Workers == 1);
        pool.Stop();
        pool.Workers.Should().Be(0);
    }

    [Test]
    public void Start_AfterStop_Throws()
    {
        var pool = new ReactorThreadPool();
        pool.Stop();
        pool.Invoking(p => p.Start()).Should().Throw<InvalidOperationException>().WithMessage("*Stopped*make another*");
        pool.CallInThread(() => Assert.Fail("It ran.")).Should().BeFalse();
    }

    [Test]
    public void Stop_NeverStarted_DropsItsWork()
    {
        var pool = new ReactorThreadPool();
        pool.CallInThread(() => Assert.Fail("It ran.")).Should().BeTrue();
        pool.Backlog.Should().Be(1);
        pool.Stop();
        pool.Backlog.Should().Be(0);
    }

    [Test]
    public void Stop_OnItsOwnThread_ThrowsInsteadOfWaitingForItself()
    {
        var pool = new ReactorThreadPool(0, 1);
        Exception? thrown = null;
        pool.CallInThread(() => thrown = Threading.Thrown(pool.Stop));
        pool.Start();
        pool.Stop();
        thrown.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("its own thread");
    }

    [Test]
    public void CallInThread_GivenBeforeTheStart_IsMadeAfterIt()
    {
        var pool = new ReactorThreadPool(0, 10);
        var made = 0;
        for (var i = 0; i < 5; i++)
            pool.CallInThread(() => Interlocked.Increment(ref made));
        (pool.Workers, pool.Backlog).Should().Be((0, 5));
        pool.Start();
        pool.Stop();
        made.Should().Be(5);
    }

    [TestCase(5, 5)]
    [TestCase(50, 10)]
    public void Start_WorkWaits_StartsAsManyThreadsAsItNeedsOrMayHave(int calls, int threads)
    {
        var pool = new ReactorThreadPool(0, 10);
        using var all = new CountdownEvent(threads);
        using var gate = new ManualResetEventSlim();
        for (var i = 0; i < calls; i++)
        {
            pool.CallInThread(() =>
            {
                if (!all.IsSet)
                    all.Signal();
                gate.Wait();
            });
        }
        pool.Start();
        pool.Workers.Should().Be(threads);
        all.Wait();
        pool.Working.Should().Be(threads);
        gate.Set();
        pool.Stop();
    }

    [Test]
    public void CallInThread_OneThread_MakesOneCallAtATimeInOrder()
    {
        var pool = new ReactorThreadPool(0, 1);
        var (made, inside, overlaps) = (new List<int>(), 0, 0);
        pool.Start();
        for (var i = 0; i < 10; i++)
        {
            var call = i;
            pool.CallInThread(() =>
            {
                overlaps += Interlocked.Increment(ref inside) - 1;
                made.Add(call);
                Interlocked.Decrement(ref inside);
            });
        }
        pool.Stop();
        overlaps.Should().Be(0);
        made.Should().Equal(Enumerable.Range(0, 10));
    }

    [Test]
    public void CallInThread_Throws_IsLoggedAndTheThreadGoesOn()
    {
        using var log = new LogWatch();
        var pool = new ReactorThreadPool(0, 1, "mine");
        var went = false;
        pool.CallInThread(() => throw new FormatException("in the pool"));
        pool.CallInThread(() => went = true);
        pool.Start();
        pool.Stop();
        went.Should().BeTrue();
        log.Events.Should().ContainSingle(e => e.Failure != null && e.Failure.Value.Message == "in the pool")
            .Which.Message.Should().Be("while calling in a thread of the pool 'mine'");
    }

    [Test]
    public void CallInThreadWithCallback_Returns_TellsTheValueOnTheSameThread()
    {
        var pool = new ReactorThreadPool(0, 1);
        var (called, told) = (0, 0);
        Outcome<string>? outcome = null;
        pool.CallInThreadWithCallback(
            result =>
            {
                outcome = result;
                told = Environment.CurrentManagedThreadId;
            },
            () =>
            {
                called = Environment.CurrentManagedThreadId;
                return "test";
            });
        pool.Start();
        pool.Stop();
        outcome!.Value.Value.Should().Be("test");
        told.Should().Be(called).And.NotBe(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void CallInThreadWithCallback_Throws_TellsTheFailureAndLogsNothing()
    {
        using var log = new LogWatch();
        var pool = new ReactorThreadPool(0, 1);
        Outcome<string>? outcome = null;
        pool.CallInThreadWithCallback<string>(result => outcome = result, () => throw new FormatException("told only"));
        pool.Start();
        pool.Stop();
        outcome!.Value.Failure!.Value.Message.Should().Be("told only");
        log.Events.Should().NotContain(e => e.Failure != null && e.Failure.Value.Message == "told only");
    }

    [Test]
    public void CallInThreadWithCallback_OnResultThrows_IsLogged()
    {
        using var log = new LogWatch();
        var pool = new ReactorThreadPool(0, 1);
        pool.CallInThreadWithCallback(_ => throw new FormatException("on result"), () => 1);
        pool.Start();
        pool.Stop();
        log.Events.Should().ContainSingle(e => e.Failure != null && e.Failure.Value.Message == "on result");
    }

    [Test]
    public void CallInThreadWithCallback_AsyncLocals_AreTheCallersInBoth()
    {
        var local = new AsyncLocal<string?>();
        var seen = new List<string?>();
        var pool = new ReactorThreadPool(0, 1);
        local.Value = "the caller's";
        pool.CallInThreadWithCallback(
            _ => seen.Add(local.Value),
            () =>
            {
                seen.Add(local.Value);
                return 0;
            });
        local.Value = null;
        pool.CallInThread(() => seen.Add(local.Value));
        pool.Start();
        pool.Stop();
        seen.Should().Equal("the caller's", "the caller's", null);
    }

    [Test]
    public void CallInThread_Made_IsLetGoOfWhileTheThreadIdles()
    {
        var pool = new ReactorThreadPool(1, 1);
        pool.Start();
        var call = CallWithTarget(pool);
        SpinWait.SpinUntil(() => pool is { Waiting: 1, Backlog: 0 });
        GC.Collect();
        call.IsAlive.Should().BeFalse();
        pool.Stop();
    }

    [Test]
    public void CallInThreadWithCallback_WhenTold_TheFunctionIsLetGoOf()
    {
        var pool = new ReactorThreadPool(0, 1);
        var wasAlive = true;
        var call = CallWithResult(pool, r =>
        {
            GC.Collect();
            wasAlive = r.IsAlive;
        });
        pool.Start();
        pool.Stop();
        GC.Collect();
        wasAlive.Should().BeFalse();
        call.IsAlive.Should().BeFalse();
    }

    [Test]
    public void CallInThread_OtherThreadsWaitForIt_RunsOnAFreshOne()
    {
        var pool = new ReactorThreadPool(0, 10);
        using var gate = new ManualResetEventSlim();
        pool.Start();
        for (var i = 0; i < 3; i++)
            pool.CallInThread(gate.Wait);
        pool.CallInThread(gate.Set);
        pool.Stop();
        gate.IsSet.Should().BeTrue();
    }

    [Test]
    public void ThreadStates_BusyAndIdle_AreCounted()
    {
        var pool = new ReactorThreadPool(0, 1);
        pool.Start();
        (pool.Workers, pool.Working, pool.Waiting).Should().Be((0, 0, 0));
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        pool.CallInThread(() =>
        {
            begun.Set();
            gate.Wait();
        });
        begun.Wait();
        (pool.Workers, pool.Working, pool.Waiting).Should().Be((1, 1, 0));
        gate.Set();
        SpinWait.SpinUntil(() => pool.Waiting == 1);
        (pool.Workers, pool.Working).Should().Be((1, 0));
        pool.Stop();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CallWithTarget(ReactorThreadPool pool)
    {
        var target = new object();
        using var done = new ManualResetEventSlim();
        pool.CallInThread(() =>
        {
            GC.KeepAlive(target);
            done.Set();
        });
        done.Wait();
        return new WeakReference(target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CallWithResult(ReactorThreadPool pool, Action<WeakReference> told)
    {
        var target = new object();
        var reference = new WeakReference(target);
        pool.CallInThreadWithCallback(_ => told(reference), FunctionOf(target));
        return reference;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Func<int> FunctionOf(object target) => () => target.GetHashCode();
}
