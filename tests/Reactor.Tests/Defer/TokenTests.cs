using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class TokenTests
{
    private CancellationTokenSource _source = null!;

    [SetUp]
    public void Make() => _source = new CancellationTokenSource();

    [TearDown]
    public void Drop() => _source.Dispose();

    [Test]
    public void CancelOn_TokenCancelled_CancelsTheDeferred()
    {
        var asked = 0;
        var d = new Deferred<int>(_ => asked++);
        d.CancelOn(_source.Token).Should().BeSameAs(d);
        _source.Cancel();
        asked.Should().Be(1);
        Seen(d).Should().BeOfType<CancelledException>();
    }

    [Test]
    public void CancelOn_TokenCancelledBefore_CancelsAtOnce() =>
        Seen(new Deferred<int>().CancelOn(new CancellationToken(true))).Should().BeOfType<CancelledException>();

    [Test]
    public void CancelOn_FiredBefore_KeepsTheResult()
    {
        var d = Deferred.Succeed(1).CancelOn(_source.Token);
        _source.Cancel();
        Seen(d).Should().Be(1);
    }

    [Test]
    public void CancelOn_WhatComesAfterIt_IsNotCancelled()
    {
        var later = new Deferred<int>();
        var d = new Deferred<int>();
        d.CancelOn(_source.Token).AddCallback(_ => later);
        d.Callback(1);
        _source.Cancel();
        later.Called.Should().BeFalse();
    }

    [Test]
    public void CancelOn_Fired_LetsGoOfTheToken()
    {
        var d = new Deferred();
        d.CancelOn(_source.Token).Should().BeSameAs(d);
        d.Callback();
        _source.Cancel();
        d.Called.Should().BeTrue();
    }

    [Test]
    public async Task AsTask_TokenCancelled_CancelsTheDeferredAndTheTaskNamesTheToken()
    {
        var d = new Deferred<int>();
        var task = d.AsTask(_source.Token);
        _source.Cancel();
        d.Called.Should().BeTrue();
        task.IsCanceled.Should().BeTrue();
        (await FluentActions.Awaiting(() => task).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(_source.Token);
    }

    [Test]
    public void AsTask_CancelledByHand_NamesNoToken()
    {
        var d = new Deferred();
        var task = d.AsTask(_source.Token);
        d.Cancel();
        task.IsCanceled.Should().BeTrue();
    }

    [Test]
    public void FromTask_Function_FollowsTheTask()
    {
        Seen(Deferred.FromTask(_ => Task.FromResult(3))).Should().Be(3);
        Seen(Deferred.FromTask<int>(_ => Task.FromException<int>(new FormatException()))).Should().BeOfType<FormatException>();
        Seen(Deferred.FromTask(_ => Task.CompletedTask).AddCallback(() => 1)).Should().Be(1);
    }

    [Test]
    public void FromTask_FunctionThrows_Fails() =>
        Seen(Deferred.FromTask(Task<int> (_) => throw new FormatException())).Should().BeOfType<FormatException>();

    [Test]
    public void FromTask_FunctionReturnsNull_FailsAndSaysSo()
    {
        Failure? seen = null;
        Deferred.FromTask(_ => (Task)null!).AddErrback(f => { seen = f; });
        seen!.Value.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("a Task was expected");
    }

    [Test]
    public void FromTask_Cancel_CancelsTheTokenAndEndsAsTheTaskEnds()
    {
        var work = new TaskCompletionSource<int>();
        CancellationToken given = default;
        var d = Deferred.FromTask(token =>
        {
            given = token;
            return work.Task;
        });
        d.Cancel();
        given.IsCancellationRequested.Should().BeTrue();
        var seen = new List<object?>();
        d.AddBoth(o => seen.Add(o.IsSuccess ? o.Value : o.Failure.Value));
        seen.Should().BeEmpty("the Task has not ended yet");
        work.SetResult(5);
        seen.Should().Equal(5);
    }

    [Test]
    public void FromTask_CancelAndTheTaskObeys_FailsWithCancelledException()
    {
        var d = Deferred.FromTask(token =>
        {
            var work = new TaskCompletionSource<int>();
            token.Register(() => work.SetCanceled(token));
            return work.Task;
        });
        d.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
    }

    [Test]
    public void FromTask_FailsWithOperationCanceledException_FailsWithCancelledException() =>
        Seen(Deferred.FromTask(Task.FromException<int>(new OperationCanceledException()))).Should().BeOfType<CancelledException>();

    [Test]
    public void FromTask_CancelTwice_WaitsNoLonger()
    {
        var work = new TaskCompletionSource();
        var d = Deferred.FromTask(_ => work.Task);
        d.Cancel();
        d.Cancel();
        Seen(d.AddCallback(() => 1)).Should().BeOfType<CancelledException>();
        work.SetResult();
    }

    [Test]
    public void FromTask_WhatListensToTheTokenThrows_IsLoggedAndTheEndIsTheTasks()
    {
        using var log = new LogWatch();
        var work = new TaskCompletionSource<int>();
        var d = Deferred.FromTask(token =>
        {
            token.Register(() => throw new FormatException("listener"));
            return work.Task;
        });
        d.Cancel();
        work.SetResult(2);
        Seen(d).Should().Be(2);
        log.Events.Should().Contain(e => e.Failure!.Value.ToString().Contains("listener"));
    }

    [Test]
    public void FromTask_AwaitedInAnAsyncMethod_HearsItsCancellation()
    {
        CancellationToken given = default;
        var d = Work();
        d.Cancel();
        given.IsCancellationRequested.Should().BeTrue();
        Seen(d).Should().BeOfType<CancelledException>();

        async Deferred<int> Work() => await Deferred.FromTask(async token =>
        {
            given = token;
            var never = new TaskCompletionSource<int>();
            await using var registration = token.Register(() => never.SetCanceled(token));
            return await never.Task;
        });
    }

    private static object? Seen<T>(Deferred<T> d)
    {
        object? result = "nothing";
        d.AddBoth(o => { result = o.IsSuccess ? o.Value : o.Failure.Value; });
        return result;
    }
}
