using Nito.AsyncEx;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class TaskTests
{
    [Test]
    public void FromTask_Completed_HasFired()
    {
        Deferred.FromTask(Task.FromResult(3)).Chain.Result.Should().Be(3);
        Deferred.FromTask(Task.CompletedTask).Called.Should().BeTrue();
    }

    [Test]
    public void FromTask_Faulted_FailsWithTheException()
    {
        Seen(Deferred.FromTask(Task.FromException<int>(new FormatException()))).Should().BeOfType<FormatException>();
        Seen(Deferred.FromTask(Task.FromException(new FormatException()))).Should().BeOfType<FormatException>();
    }

    [Test]
    public void FromTask_SeveralExceptions_KeepsThemAll()
    {
        var both = Task.WhenAll(Task.FromException(new FormatException()), Task.FromException(new NotSupportedException()));
        Seen(Deferred.FromTask(both)).Should().BeOfType<AggregateException>().Which.InnerExceptions.Should().HaveCount(2);
    }

    [Test]
    public void FromTask_Cancelled_FailsWithCancelledException() =>
        Seen(Deferred.FromTask(Task.FromCanceled<int>(new CancellationToken(true)))).Should().BeOfType<CancelledException>();

    [Test]
    public void FromTask_EndsLater_FiresOnTheContext()
    {
        var firing = 0;
        var here = 0;
        AsyncContext.Run(async () =>
        {
            here = Environment.CurrentManagedThreadId;
            await Deferred.FromTask(Task.Run(() => 5)).AddCallback(_ => { firing = Environment.CurrentManagedThreadId; });
        });
        firing.Should().Be(here);
    }

    [Test]
    public void FromTask_FiredBySomeoneElse_LogsTheTasksEnd()
    {
        using var log = new LogWatch();
        var source = new TaskCompletionSource<int>(); // Goes on inline, here.
        var d = Deferred.FromTask(source.Task);
        d.Callback(1);
        source.Invoking(x => x.SetResult(2)).Should().NotThrow();
        d.Chain.Result.Should().Be(1);
        log.Events.Should().ContainSingle(e => e.Message.Contains("fired by someone else") && e.Failure!.Check<AlreadyCalledException>());
    }

    [Test]
    public void FromTask_CancelledBeforeTheTaskEnds_DropsTheLateResult()
    {
        var source = new TaskCompletionSource<int>();
        var d = Deferred.FromTask(source.Task);
        d.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
        source.SetResult(1);
    }

    [Test]
    public void AddCallback_ReturnsTask_ComesBackToTheContext()
    {
        var threads = new List<int>();
        AsyncContext.Run(async () =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Deferred.Succeed(1).AddCallback(n => Task.Run(() => n + 1))
                .AddCallback(_ => threads.Add(Environment.CurrentManagedThreadId));
        });
        threads.Should().HaveCount(2);
        threads[1].Should().Be(threads[0]);
    }

    [Test]
    public async Task AsTask_Fires_HasTheValueAndTakesNothing()
    {
        var d = new Deferred<int>();
        var task = d.AsTask();
        var plain = ((Deferred)d).AsTask();
        _ = d.AddCallback(n => n + 1);
        task.IsCompleted.Should().BeFalse();
        d.Callback(3);
        (await task).Should().Be(3);
        plain.IsCompletedSuccessfully.Should().BeTrue();
        d.Chain.Result.Should().Be(4);
    }

    [Test]
    public async Task AsTask_Fails_HasTheExceptionAndTheChainKeepsIt()
    {
        var exception = new FormatException();
        var d = new Deferred<int>();
        var task = d.AsTask();
        d.Errback(exception);
        await FluentActions.Awaiting(() => task).Should().ThrowAsync<FormatException>();
        task.Exception!.InnerException.Should().BeSameAs(exception);
        Seen(d).Should().BeSameAs(exception);
    }

    [Test]
    public void AsTask_Cancelled_IsACancelledTask()
    {
        var d = new Deferred();
        var task = d.AsTask();
        d.Cancel();
        task.IsCanceled.Should().BeTrue();
        Deferred.Fail<int>(new CancelledException()).AsTask().IsCanceled.Should().BeTrue();
    }

    [Test]
    public void AsTask_TokenCancelledThenFired_StaysCancelledAndTheFiringIsDropped()
    {
        using var source = new CancellationTokenSource();
        var d = new Deferred<int>();
        var task = d.AsTask(source.Token);
        source.Cancel();
        d.Callback(7);
        task.IsCanceled.Should().BeTrue();
        d.AddErrback(f => f.Trap<CancelledException>());
    }

    [Test]
    public void AsTask_Continuations_DoNotRunInTheFiringCall()
    {
        var d = new Deferred<int>();
        var firing = -1;
        var resumed = new TaskCompletionSource<int>();
        var task = Continue();
        firing = Environment.CurrentManagedThreadId;
        d.Callback(1);
        firing = -1;
        task.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        resumed.Task.Result.Should().NotBe(Environment.CurrentManagedThreadId);

        async Task Continue()
        {
            await d.AsTask().ConfigureAwait(false);
            resumed.SetResult(Environment.CurrentManagedThreadId);
        }
    }

    private static Exception Seen(Deferred d)
    {
        Exception? seen = null;
        d.AddErrback(f => { seen = f.Value; });
        return seen!;
    }
}
