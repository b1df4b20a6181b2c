using Nito.AsyncEx;
using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WhenEachTests
{
    private static readonly int[][] Orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    private readonly Deferred<int>[] _all = [new(), new(), new()];
    private readonly List<string> _seen = [];

    [TestCaseSource(nameof(Orders))]
    public void WhenEach_InAnAsyncDeferred_GivesOutcomesAsTheyCome(int first, int second, int third)
    {
        var whole = Watch(Deferred.WhenEach(_all));
        End(first);
        _seen.Should().Equal([Line(first)], "the loop goes on inline");
        End(second);
        AssertNoResult(whole);
        End(third);
        SuccessResultOf(whole);
        _seen.Should().Equal(Line(first), Line(second), Line(third));
        _all[0].Chain.Result.Should().Be(0, "the loop takes nothing away");
        FailureResultOf<FormatException>(_all[1]);
    }

    [TestCaseSource(nameof(Orders))]
    public void WhenEach_InAnAsyncTask_GivesOutcomesAsTheyCome(int first, int second, int third)
    {
        AsyncContext.Run(async () =>
        {
            var whole = WatchAsTask(Deferred.WhenEach(_all));
            foreach (var index in (int[])[first, second, third])
                End(index);
            await whole;
        });
        _seen.Should().Equal(Line(first), Line(second), Line(third));
    }

    [Test]
    public void WhenEach_ThroughTheInterface_GivesOutcomesAsTheyCome()
    {
        AsyncContext.Run(async () =>
        {
            var whole = Watching();
            End(2);
            await Task.Yield();
            End(1);
            End(0);
            await whole;
        });
        _seen.Should().Equal(Line(2), Line(1), Line(0));

        async Task Watching()
        {
            IAsyncEnumerable<(int Index, Outcome<int> Outcome)> each = Deferred.WhenEach(_all);
            await foreach (var (index, outcome) in each)
                Note(index, outcome);
        }
    }

    [Test]
    public void WhenEach_EndedAlready_ComeFirstInTheGivenOrder()
    {
        End(2);
        End(1);
        var whole = Watch(Deferred.WhenEach(_all));
        _seen.Should().Equal(Line(1), Line(2));
        End(0);
        SuccessResultOf(whole);
        _seen.Should().HaveCount(3);
    }

    [Test]
    public void WhenEach_SeveralEndWhileTheLoopIsBusy_GivesThemInThatOrder()
    {
        var gate = new Deferred();
        var whole = Method();
        End(1);
        End(2);
        End(0);
        _seen.Should().Equal(Line(1));
        gate.Callback();
        SuccessResultOf(whole);
        _seen.Should().Equal(Line(1), Line(2), Line(0));

        async Deferred Method()
        {
            await foreach (var (index, outcome) in Deferred.WhenEach(_all))
            {
                Note(index, outcome);
                await gate;
            }
        }
    }

    [Test]
    public void WhenEach_Empty_EndsAtOnce()
    {
        SuccessResultOf(Watch(Deferred.WhenEach(Array.Empty<Deferred<int>>())));
        _seen.Should().BeEmpty();
    }

    [Test]
    public void WhenEach_SameDeferredTwice_GivesItTwice()
    {
        var whole = Watch(Deferred.WhenEach([_all[0], _all[0]]));
        _all[0].Callback(5);
        SuccessResultOf(whole);
        _seen.Should().Equal("0: 5", "1: 5");
    }

    [Test]
    public void WhenEach_EnumeratedTwice_StartsAnew()
    {
        var each = Deferred.WhenEach(_all);
        var (first, second) = (Watch(each), Watch(each));
        End(0);
        _seen.Should().Equal(Line(0), Line(0));
        End(1);
        End(2);
        SuccessResultOf(first);
        SuccessResultOf(second);
        _seen.Should().HaveCount(6);
    }

    [Test]
    public void WhenEach_DifferentTypes_GivesObjects()
    {
        var whole = Method();
        SuccessResultOf(whole).Should().Equal(1, null, "x");

        static async Deferred<List<object?>> Method()
        {
            var values = new List<object?>();
            await foreach (var (_, outcome) in Deferred.WhenEach([Deferred.Succeed(1), Deferred.Succeed(), Deferred.Succeed("x")]))
                values.Add(outcome.Value);
            return values;
        }
    }

    [Test]
    public void WhenEach_ManyEndedAlready_LoopsFlat()
    {
        const int Many = 100_000;
        var whole = Method();
        SuccessResultOf(whole).Should().Be(Many);

        static async Deferred<int> Method()
        {
            var sum = 0;
            await foreach (var (_, outcome) in Deferred.WhenEach(Enumerable.Repeat(Deferred.Succeed(1), Many)))
                sum += outcome.Value;
            return sum;
        }
    }

    [Test]
    public void Cancel_TheAsyncDeferred_StopsWaitingAndLeavesTheDeferredsAlone()
    {
        var whole = Watch(Deferred.WhenEach(_all));
        End(0);
        whole.Cancel();
        FailureResultOf<CancelledException>(whole);
        _all[1].Called.Should().BeFalse();
        End(2);
        _seen.Should().Equal(Line(0));
    }

    [Test]
    public void Token_CancelledWhileWaiting_StopsWaitingAndLeavesTheDeferredsAlone()
    {
        using var source = new CancellationTokenSource();
        var enumerator = Deferred.WhenEach(_all).GetAsyncEnumerator(source.Token);
        var wait = enumerator.MoveNextAsync();
        source.Cancel();
        FailureResultOf<CancelledException>(wait);
        _all.Should().OnlyContain(d => !d.Called);
        End(0);
        FailureResultOf<CancelledException>(enumerator.MoveNextAsync());
    }

    [Test]
    public void Token_CancelledInAnAsyncTask_EndsTheTaskAsCancelled()
    {
        using var source = new CancellationTokenSource();
        AsyncContext.Run(async () =>
        {
            var whole = Watching();
            End(0);
            await Task.Yield();
            await source.CancelAsync();
            await FluentActions.Awaiting(() => whole).Should().ThrowAsync<OperationCanceledException>();
            whole.IsCanceled.Should().BeTrue();
        });
        _seen.Should().Equal(Line(0));
        _all[1].Called.Should().BeFalse();

        async Task Watching()
        {
            await foreach (var (index, outcome) in Deferred.WhenEach(_all).WithCancellation(source.Token))
                Note(index, outcome);
        }
    }

    [Test]
    public void Token_CancelledOnAnotherThread_StopsTheWaitOnItsOwn()
    {
        var (here, there) = (0, 0);
        AsyncContext.Run(async () =>
        {
            using var source = new CancellationTokenSource();
            here = Environment.CurrentManagedThreadId;
            var wait = Deferred.WhenEach(_all).GetAsyncEnumerator(source.Token).MoveNextAsync();
            _ = wait.AddErrback(_ => { there = Environment.CurrentManagedThreadId; });
            await Task.Run(source.Cancel);
            await wait;
        });
        there.Should().Be(here);
    }

    [Test]
    public void Token_CancelledBefore_FailsTheFirstWait()
    {
        End(0);
        var enumerator = Deferred.WhenEach(_all).GetAsyncEnumerator(new CancellationToken(true));
        FailureResultOf<CancelledException>(enumerator.MoveNextAsync());
    }

    [Test]
    public void Token_CancelledAfterTheWalk_DoesNothing()
    {
        using var source = new CancellationTokenSource();
        var enumerator = Deferred.WhenEach(_all).GetAsyncEnumerator(source.Token);
        enumerator.DisposeAsync().IsCompletedSuccessfully.Should().BeTrue();
        FluentActions.Invoking(source.Cancel).Should().NotThrow();
    }

    [Test]
    public void MoveNext_CancelledWait_CanBeFollowedByAnother()
    {
        var enumerator = Deferred.WhenEach(_all).GetAsyncEnumerator();
        var wait = enumerator.MoveNextAsync();
        wait.Cancel();
        FailureResultOf<CancelledException>(wait);
        var next = enumerator.MoveNextAsync();
        End(2);
        SuccessResultOf(next).Should().BeTrue();
        enumerator.Current.Index.Should().Be(2);
    }

    [Test]
    public void MoveNext_WhileItWaitsOrAfterTheWalk_Throws()
    {
        var enumerator = Deferred.WhenEach(_all).GetAsyncEnumerator();
        var wait = enumerator.MoveNextAsync();
        FluentActions.Invoking(() => { enumerator.MoveNextAsync(); }).Should().Throw<InvalidOperationException>();
        enumerator.DisposeAsync();
        FailureResultOf<CancelledException>(wait);
        FluentActions.Invoking(() => { enumerator.MoveNextAsync(); }).Should().Throw<ObjectDisposedException>();
        End(0);
    }

    [Test]
    public void WhenEach_LoopLeft_LeavesTheDeferredsAlone()
    {
        SuccessResultOf(First()).Should().Be(2);
        _all[0].Called.Should().BeFalse();
        End(0);
        _all[0].Chain.IsSettled.Should().BeTrue();

        async Deferred<int> First()
        {
            End(2);
            await foreach (var (index, _) in Deferred.WhenEach(_all))
                return index;
            return -1;
        }
    }

    [Test]
    public void WhenEach_BadArguments_ThrowAtOnce()
    {
        var stale = new Deferred<int>();
        stale.AddCallback(n => n.ToString());
        FluentActions.Invoking(() => { Deferred.WhenEach([_all[0], null!]); }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => { Deferred.WhenEach([_all[0], stale]); }).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => { Deferred.WhenEach((IEnumerable<Deferred>)null!); }).Should().Throw<ArgumentNullException>();
        var each = Deferred.WhenEach(_all);
        _all[1].AddCallback(n => n.ToString());
        FluentActions.Invoking(() => { each.GetAsyncEnumerator(); }).Should().Throw<InvalidOperationException>();
        End(0);
        _all[0].Chain.IsSettled.Should().BeTrue();
    }

    [Test]
    public void Failures_Given_CountAsHandledAndOthersDoNot()
    {
        using var log = new LogWatch();
        log.After(e => Start(Deferred.Fail<int>(e), takesIt: true)).Should().BeEmpty();
        log.After(e => Start(Deferred.Fail<int>(e), takesIt: false)).Should().ContainSingle("nobody has come to see it");
        log.After(e =>
        {
            var late = new Deferred<int>();
            Start(late, takesIt: true);
            late.Errback(e);
        }).Should().BeEmpty();

        static void Start(Deferred<int> d, bool takesIt)
        {
            var enumerator = Deferred.WhenEach([d]).GetAsyncEnumerator();
            if (takesIt)
                enumerator.MoveNextAsync();
        }
    }

    [Test]
    public void Failures_ReplacedBeforeTheyAreGiven_LeaveTheNewOneUnhandled()
    {
        using var log = new LogWatch();
        log.After(e =>
        {
            var d = Deferred.Fail<int>(new NotSupportedException());
            var enumerator = Deferred.WhenEach([d]).GetAsyncEnumerator();
            d.AddErrback(_ => new Failure(e));
            enumerator.MoveNextAsync();
            enumerator.Current.Outcome.Failure!.Value.Should().BeOfType<NotSupportedException>();
        }).Should().ContainSingle();
    }

    private async Deferred Watch(CompletionSequence<int> each)
    {
        await foreach (var (index, outcome) in each)
            Note(index, outcome);
    }

    private async Task WatchAsTask(CompletionSequence<int> each)
    {
        await foreach (var (index, outcome) in each)
            Note(index, outcome);
    }

    private void Note(int index, Outcome<int> outcome) => _seen.Add($"{index}: {outcome}");

    private void End(int index)
    {
        if (index == 1)
            _all[index].Errback(new FormatException("bad"));
        else
            _all[index].Callback(index * 10);
    }

    private static string Line(int index) => index == 1 ? "1: [Failure: System.FormatException: bad]" : $"{index}: {index * 10}";
}
