using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class CombinatorTests
{
    [Test]
    public void GatherResults_AllFire_GivesValuesInTheGivenOrder()
    {
        IReadOnlyList<int>? seen = null;
        var (a, b, c) = (new Deferred<int>(), new Deferred<int>(), Deferred.Succeed(3));
        Deferred.GatherResults([a, b, c]).AddCallback(values => { seen = values; });
        b.Callback(2);
        seen.Should().BeNull();
        a.Callback(1);
        seen.Should().Equal(1, 2, 3);
        b.Chain.Result.Should().Be(2, "gathering takes nothing away");
    }

    [Test]
    public void GatherResults_Empty_FiresAtOnce()
    {
        Deferred.GatherResults(Array.Empty<Deferred<int>>()).Called.Should().BeTrue();
        Deferred.DeferredList([]).Called.Should().BeTrue();
    }

    [Test]
    public void GatherResults_OneFails_FailsAtOnceWithTheFirst()
    {
        FirstErrorException? seen = null;
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        Deferred.GatherResults([a, b]).AddErrback(f => { seen = f.Trap<FirstErrorException>(); });
        b.Errback(new FormatException("bad"));
        seen!.Index.Should().Be(1);
        seen.SubFailure.Value.Should().BeOfType<FormatException>();
        seen.InnerException.Should().BeSameAs(seen.SubFailure.Value);
        seen.Message.Should().Be("Deferred #1 failed first: [Failure: System.FormatException: bad]");
        a.Called.Should().BeFalse("the others run on");
        a.Callback(1);
    }

    [Test]
    public void GatherResults_FailedAlready_FailsAtOnce()
    {
        FirstErrorException? seen = null;
        Deferred.GatherResults([Deferred.Succeed(1), Deferred.Fail<int>(new FormatException()), new Deferred<int>()])
            .AddErrback(f => { seen = f.Trap<FirstErrorException>(); });
        seen!.Index.Should().Be(1);
    }

    [Test]
    public void GatherResults_Cancelled_CancelsAll()
    {
        FirstErrorException? seen = null;
        var asked = 0;
        Deferred<int>[] all = [new(_ => asked++), new(_ => asked++), Deferred.Succeed(1)];
        var whole = Deferred.GatherResults(all);
        whole.AddErrback(f => { seen = f.Trap<FirstErrorException>(); });
        whole.Cancel();
        asked.Should().Be(2);
        seen!.SubFailure.Value.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void GatherResults_CancelledButAllCancellersGiveValues_Succeeds()
    {
        IReadOnlyList<int>? seen = null;
        var whole = Deferred.GatherResults([new Deferred<int>(d => d.Callback(1)), new Deferred<int>(d => d.Callback(2))]);
        whole.AddCallback(values => { seen = values; });
        whole.Cancel();
        seen.Should().Equal(1, 2);
    }

    [Test]
    public void GatherResults_BadArguments_ThrowBeforeAnythingIsAdded()
    {
        var good = new Deferred<int>();
        var stale = new Deferred<int>();
        stale.AddCallback(n => n.ToString());
        FluentActions.Invoking(() => { Deferred.GatherResults([good, null!]); }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => { Deferred.GatherResults([good, stale]); }).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => { Deferred.DeferredList([good, null!]); }).Should().Throw<ArgumentException>();
        good.Callback(1);
        good.Chain.IsSettled.Should().BeTrue();
    }

    [Test]
    public void GatherResults_Failures_OnlyTheReportedOneCountsAsHandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.GatherResults([Deferred.Fail<int>(e), new Deferred<int>()]).AddErrback(_ => { })).Should().BeEmpty();
        log.After(e =>
        {
            var (a, b) = (new Deferred<int>(), new Deferred<int>());
            Deferred.GatherResults([a, b]).AddErrback(_ => { });
            a.Errback(new NotSupportedException());
            b.Errback(e);
        }).Should().ContainSingle("nobody has heard of the second failure");
    }

    [Test]
    public void DeferredList_AllEnd_GivesEachOutcome()
    {
        IReadOnlyList<Outcome>? seen = null;
        var (a, b) = (new Deferred<int>(), new Deferred());
        Deferred.DeferredList([a, b, Deferred.Succeed("x")]).AddCallback(outcomes => { seen = outcomes; });
        b.Errback(new FormatException());
        seen.Should().BeNull();
        a.Callback(1);
        seen!.Select(o => o.IsSuccess).Should().Equal(true, false, true);
        seen![1].Failure!.Value.Should().BeOfType<FormatException>();
        a.Chain.Result.Should().Be(1);
    }

    [Test]
    public void DeferredList_Failures_CountAsHandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.DeferredList([Deferred.Fail<int>(e), Deferred.Fail(e)])).Should().BeEmpty();
    }

    [Test]
    public void DeferredList_Cancelled_ReportsEveryCancellation()
    {
        IReadOnlyList<Outcome>? seen = null;
        var whole = Deferred.DeferredList([new Deferred(), new Deferred<int>()]);
        whole.AddCallback(outcomes => { seen = outcomes; });
        whole.Cancel();
        seen.Should().HaveCount(2).And.OnlyContain(o => o.Failure!.Value is CancelledException);
    }
}
