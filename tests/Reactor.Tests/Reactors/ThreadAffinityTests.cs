using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

public sealed class ThreadAffinityTests(Type kind) : ReactorContract(kind)
{
    [TestCase("Callback")]
    [TestCase("Errback")]
    [TestCase("AddCallback")]
    [TestCase("Cancel")]
    [TestCase("Pause")]
    [TestCase("Unpause")]
    [TestCase("AsTask")]
    public void Deferred_UsedOnAnotherThread_ThrowsAndSaysWhatToCall(string use)
    {
        Exception? thrown = null;
        Run(() =>
        {
            var d = new Deferred<int>();
            if (use == "Unpause")
                d.Pause();
            var stranger = new Thread(() =>
            {
                try
                {
                    Use(d, use);
                }
                catch (InvalidOperationException e)
                {
                    thrown = e;
                }
            });
            stranger.Start();
            stranger.Join();
            Reactor.Stop();
        });
        thrown.Should().NotBeNull();
        thrown!.Message.Should().Match($"*belongs to the reactor on thread {Environment.CurrentManagedThreadId}, but thread * used it*CallFromThread*AsTask*");
    }

    [Test]
    public async Task Await_OnAnotherThread_Throws()
    {
        Deferred<int>? d = null;
        Task? stranger = null;
        Run(() =>
        {
            d = new Deferred<int>();
            stranger = Task.Run(async () => await d);
            ((IAsyncResult)stranger).AsyncWaitHandle.WaitOne();
            Reactor.Stop();
        });
        await FluentActions.Awaiting(() => stranger!).Should().ThrowAsync<InvalidOperationException>().WithMessage("*CallFromThread*");
    }

    [Test]
    public void Deferred_MadeBeforeTheReactorRuns_BelongsToItToo()
    {
        var d = new Deferred();
        Exception? thrown = null;
        Run(() =>
        {
            thrown = OnAnotherThread(d.Callback);
            Reactor.Stop();
        });
        thrown.Should().BeOfType<InvalidOperationException>();
    }

    [Test]
    public void Deferred_AnotherReactorRanInsideACallback_IsStillTheOutersOne()
    {
        Exception? thrown = null;
        Run(() =>
        {
            var inner = new SelectReactor();
            inner.CallWhenRunning(inner.Stop);
            inner.Run(installSignalHandlers: false);
            thrown = OnAnotherThread(new Deferred().Callback);
            Reactor.Stop();
        });
        thrown.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("CallFromThread");
    }

    [Test]
    public void Deferred_AfterTheReactorsEnd_IsAnyones()
    {
        var d = new Deferred();
        Run(() => Reactor.Stop());
        OnAnotherThread(d.Callback).Should().BeNull();
        d.Called.Should().BeTrue();
    }

    [Test]
    public void Deferred_MadeOnAnotherThread_MayComeToTheReactor()
    {
        Deferred? d = null;
        OnAnotherThread(() => d = new Deferred()).Should().BeNull();
        var hasRun = false;
        Run(() =>
        {
            d!.AddCallback(() => { hasRun = true; });
            d.Callback();
            Reactor.Stop();
        });
        hasRun.Should().BeTrue();
    }

    [Test]
    public void FromTask_BeforeTheReactorRuns_FiresOnItsThread()
    {
        var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = 0;
        Deferred.FromTask(source.Task).AddCallback(_ =>
        {
            thread = Environment.CurrentManagedThreadId;
            Reactor.Stop();
        });
        Run(() => Task.Run(() => source.SetResult(1)));
        thread.Should().Be(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void AsyncMethod_AwaitsATaskBeforeTheReactorRuns_ResumesOnItsThread()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = 0;
        _ = Wait();
        Run(() => Task.Run(source.SetResult));
        thread.Should().Be(Environment.CurrentManagedThreadId);

        async Deferred Wait()
        {
            await source.Task;
            thread = Environment.CurrentManagedThreadId;
            Reactor.Stop();
        }
    }

    [Test]
    public void CancelOn_TokenCancelledOnAnotherThread_CancelsOnTheReactorsThread()
    {
        using var source = new CancellationTokenSource();
        var thread = 0;
        Run(() =>
        {
            _ = new Deferred<int>(_ => thread = Environment.CurrentManagedThreadId).CancelOn(source.Token)
                .AddErrback<CancelledException>(_ => Reactor.Stop());
            Task.Run(source.Cancel);
        });
        thread.Should().Be(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void WhenEach_WalkedBeforeTheReactorRuns_TokenCancelledElsewhereEndsTheWaitOnItsThread()
    {
        using var source = new CancellationTokenSource();
        var thread = 0;
        Deferred.WhenEach([new Deferred<int>()]).GetAsyncEnumerator(source.Token).MoveNextAsync().AddErrback<CancelledException>(_ =>
        {
            thread = Environment.CurrentManagedThreadId;
            Reactor.Stop();
            return false;
        });
        Exception? thrown = null;
        Run(() => thrown = OnAnotherThread(source.Cancel));
        thrown.Should().BeNull();
        thread.Should().Be(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void AddCallback_OnAnotherThread_LeavesTheTypeAsItWas()
    {
        var d = new Deferred<int>();
        Run(() =>
        {
            OnAnotherThread(() => d.AddCallback(n => $"{n}")).Should().NotBeNull();
            Reactor.Stop();
        });
        d.Invoking(x => x.AddCallback(n => n + 1)).Should().NotThrow();
    }

    [Test]
    public void Returned_FromAnotherReactorsThread_FailsAndLeavesTheRestWorking()
    {
        var theirs = new Deferred<int>();
        Failure? seen = null;
        var after = 0;
        Run(() =>
        {
            OnAnotherThread(() =>
            {
                Deferred.Succeed(1).AddCallback(_ => theirs).AddErrback(f =>
                {
                    seen = f;
                    return 2;
                }).AddCallback(n => after = n);
            }).Should().BeNull();
            Reactor.Stop();
        });
        seen!.Value.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("CallFromThread");
        after.Should().Be(2);
    }

    private static void Use(Deferred<int> d, string use)
    {
        switch (use)
        {
            case "Callback":
                d.Callback(1);
                break;
            case "Errback":
                d.Errback(new FormatException());
                break;
            case "AddCallback":
                d.AddCallback(n => n);
                break;
            case "Cancel":
                d.Cancel();
                break;
            case "Pause":
                d.Pause();
                break;
            case "Unpause":
                d.Unpause();
                break;
            case "AsTask":
                _ = d.AsTask();
                break;
        }
    }

    private static Exception? OnAnotherThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        return thrown;
    }
}
