using TwistedSharp.Internet;

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
        }
        pool.Workers.Should().BeInRange(1, 2, "the second call may come before the first thread is idle");
        pool.Stop();
    }
}
