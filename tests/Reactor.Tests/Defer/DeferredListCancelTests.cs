using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class DeferredListCancelTests
{
    [Test]
    public void Cancel_Unfired_CancelsEveryDeferred()
    {
        var (a, b) = (new Deferred<int>(), new Deferred());
        var list = Deferred.DeferredList([a, b]);
        list.Cancel();
        FailureResultOf<CancelledException>(a);
        FailureResultOf<CancelledException>(b);
        SuccessResultOf(list).Should().HaveCount(2).And.OnlyContain(o => o.Failure!.Value is CancelledException);
    }

    [Test]
    public void Cancel_OneCancellerGivesAValue_IsInTheList()
    {
        var list = Deferred.DeferredList([Answering(), new Deferred<string>()]);
        list.Cancel();
        var result = SuccessResultOf(list);
        result[0].Value.Should().Be("Callback Result");
        result[1].Failure!.Value.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Cancel_FireOnOneCallback_CancelsEveryDeferred()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var list = Deferred.DeferredList([a, b], fireOnOneCallback: true);
        list.Cancel();
        FailureResultOf<CancelledException>(a);
        FailureResultOf<CancelledException>(b);
        SuccessResultOf(list).Winner.Should().BeNull();
    }

    [Test]
    public void Cancel_FireOnOneCallbackAndOneCancellerGivesAValue_FiresWithItAndCancelsTheRest()
    {
        var (a, b) = (Answering(), new Deferred<string>());
        var list = Deferred.DeferredList([a, b], fireOnOneCallback: true);
        list.Cancel();
        FailureResultOf<CancelledException>(b);
        var result = SuccessResultOf(list);
        result.Winner.Should().Be(0);
        result[0].Value.Should().Be("Callback Result");
    }

    [Test]
    public void Cancel_FireOnOneErrback_FailsWithTheFirstCancellation()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var list = Deferred.DeferredList([a, b], fireOnOneErrback: true);
        list.Cancel();
        FailureResultOf<CancelledException>(a);
        FailureResultOf<CancelledException>(b);
        var error = FailureResultOf<FirstErrorException>(list);
        error.Index.Should().Be(0);
        error.SubFailure.Value.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Cancel_FireOnOneErrbackAndAllCancellersGiveValues_GivesTheList()
    {
        var list = Deferred.DeferredList([Answering(), Answering()], fireOnOneErrback: true);
        list.Cancel();
        SuccessResultOf(list).Select(o => o.Value).Should().Equal("Callback Result", "Callback Result");
    }

    [Test]
    public void Cancel_ListChangedAfterwards_CancelsTheOriginals()
    {
        var given = new List<Deferred<int>> { new(), new() };
        var list = Deferred.DeferredList(given);
        given.Add(new Deferred<int>());
        list.Cancel();
        FailureResultOf<CancelledException>(given[0]);
        FailureResultOf<CancelledException>(given[1]);
        AssertNoResult(given[2]);
    }

    [Test]
    public void Cancel_CancellerThrows_IsLoggedAndTheOthersAreCancelled()
    {
        using var log = new LogWatch();
        var bad = new FormatException("test");
        var (a, b) = (new Deferred<int>(_ => throw bad), new Deferred<int>());
        var list = Deferred.DeferredList([a, b]);
        list.Cancel();
        FailureResultOf<CancelledException>(b);
        SuccessResultOf(list).Should().OnlyContain(o => o.Failure!.Value is CancelledException);
        log.Events.Should().ContainSingle(e => e.Failure != null && ReferenceEquals(e.Failure.Value, bad));
    }

    [Test]
    public void Cancel_FiredOnOneCallback_DoesNothing()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var list = Deferred.DeferredList([a, b], fireOnOneCallback: true);
        a.Callback(1);
        list.Cancel();
        AssertNoResult(b);
    }

    [Test]
    public void Cancel_FiredOnOneErrback_DoesNothing()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var list = Deferred.DeferredList([a, b], fireOnOneErrback: true);
        a.Errback(new FormatException());
        list.Cancel();
        AssertNoResult(b);
        FailureResultOf<FormatException>(a);
        FailureResultOf<FirstErrorException>(list);
    }

    [Test]
    public void Cancel_SameDeferredTwice_AsksItOnce()
    {
        var asked = 0;
        var d = new Deferred<int>(_ => asked++);
        var list = Deferred.DeferredList([d, d]);
        list.Cancel();
        asked.Should().Be(1);
        SuccessResultOf(list).Should().HaveCount(2);
    }

    [Test]
    public void Cancel_ChildGoesOn_TheListWaitsForItAndCanBeCancelledAgain()
    {
        var (child, late) = (new Deferred<int>(), new Deferred<int>());
        child.AddErrback(_ => late);
        var list = Deferred.DeferredList([child, new Deferred<int>()]);
        list.Cancel();
        AssertNoResult(list);
        late.Called.Should().BeFalse();
        list.Cancel();
        late.Called.Should().BeTrue();
        SuccessResultOf(list).Should().OnlyContain(o => o.Failure!.Value is CancelledException);
    }

    [Test]
    public void Cancel_ChildWaitsForTheList_ReturnsAndCancelsTheOthers()
    {
        // Asked by the list, the child passes the cancellation on to what it waits for: the list.
        Deferred list = new();
        var (start, other) = (new Deferred<int>(), new Deferred<int>());
        list = Deferred.DeferredList([start.AddCallback(_ => list), other]);
        start.Callback(1);
        list.Cancel();
        FailureResultOf<CancelledException>(other);
        AssertNoResult(list);
    }

    [Test]
    public void Cancel_AsyncMethodAwaitsTheList_ReachesTheDeferreds()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var whole = Method();
        whole.Cancel();
        FailureResultOf<CancelledException>(a);
        FailureResultOf<CancelledException>(b);
        SuccessResultOf(whole).Should().Be(2);

        async Deferred<int> Method() => (await Deferred.DeferredList([a, b])).Count(o => !o.IsSuccess);
    }

    [Test]
    public void Cancel_Failures_CountAsHandledFromThenOn()
    {
        using var log = new LogWatch();
        log.After(e =>
        {
            var late = new Deferred<int>(d => d.Errback(e));
            var list = Deferred.GatherResults([new Deferred<int>(), late]);
            list.Cancel();
            list.AddErrback(_ => { });
        }).Should().BeEmpty();
    }

    private static Deferred<string> Answering() => new(d => d.Callback("Callback Result"));
}
