using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class DeferredListTests
{
    private static readonly int[][] Orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    [TestCaseSource(nameof(Orders))]
    public void DeferredList_AllEnd_GivesOutcomesInTheGivenOrder(int first, int second, int third)
    {
        Deferred<int>[] all = [new(), new(), new()];
        var list = Deferred.DeferredList(all);
        AssertNoResult(list);
        End(all, first);
        End(all, second);
        AssertNoResult(list);
        End(all, third);

        var result = SuccessResultOf(list);
        result.Winner.Should().BeNull();
        result.Should().HaveCount(3);
        result[0].Value.Should().Be(0);
        result[1].Failure!.Value.Should().BeOfType<FormatException>().Which.Message.Should().Be("#1");
        result[2].Value.Should().Be(20);
        all[0].Chain.Result.Should().Be(0, "the list takes nothing away");
        FailureResultOf<FormatException>(all[1]);
    }

    [Test]
    public void DeferredList_AllFiredAlready_FiresAtOnce()
    {
        var list = Deferred.DeferredList([Deferred.Succeed(1), Deferred.Fail<int>(new FormatException()), Deferred.Succeed(3)]);
        SuccessResultOf(list).Select(o => o.IsSuccess).Should().Equal(true, false, true);
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public void DeferredList_Empty_FiresAtOnceWithTheEmptyList(bool fireOnOneCallback, bool fireOnOneErrback)
    {
        var result = SuccessResultOf(Deferred.DeferredList<int>([], fireOnOneCallback, fireOnOneErrback));
        result.Should().BeEmpty();
        result.Winner.Should().BeNull();
        SuccessResultOf(Deferred.DeferredList([], fireOnOneCallback, fireOnOneErrback)).Should().BeEmpty();
    }

    [Test]
    public void DeferredList_ChildWaits_WaitsForWhatItWaitsFor()
    {
        var inner = new Deferred<int>();
        var list = Deferred.DeferredList([Deferred.Succeed("a").AddCallback(_ => inner)]);
        AssertNoResult(list);
        inner.Callback(7);
        SuccessResultOf(list)[0].Value.Should().Be(7);
    }

    [Test]
    public void DeferredList_CallbackAddedBefore_ChangesWhatTheListSees()
    {
        var d = new Deferred<int>();
        var list = Deferred.DeferredList([d.AddCallback(n => $"<{n}>")]);
        d.Callback(1);
        SuccessResultOf(list)[0].Value.Should().Be("<1>");
    }

    [Test]
    public void DeferredList_SameDeferredTwice_HasItTwice()
    {
        var d = new Deferred<int>();
        var list = Deferred.DeferredList([d, d]);
        d.Callback(5);
        SuccessResultOf(list).Select(o => o.Value).Should().Equal(5, 5);
    }

    [Test]
    public void DeferredList_SameDeferredTwiceConsumed_FailsOnlyOnce()
    {
        var d = new Deferred<string>();
        var list = Deferred.DeferredList([d, d], consumeErrors: true);
        d.Errback(new FormatException());
        var result = SuccessResultOf(list);
        result.Select(o => o.IsSuccess).Should().Equal(false, true);
        result[1].Value.Should().BeNull("the first link has taken the failure away");
    }

    [Test]
    public void DeferredList_DifferentTypes_GivesObjects()
    {
        var (number, step) = (new Deferred<int>(), new Deferred());
        var list = Deferred.DeferredList([number, step, Deferred.Succeed("x")]);
        step.Callback();
        number.Callback(1);
        SuccessResultOf(list).Select(o => o.Value).Should().Equal(1, null, "x");
    }

    [Test]
    public void DeferredList_ListBoundAsSpeltOut_KeepsTheType()
    {
        IEnumerable<Deferred<int>> typed = new List<Deferred<int>> { Deferred.Succeed(1) };
        IEnumerable<Deferred> untyped = typed;
        Deferred.DeferredList(typed).Should().BeOfType<Deferred<DeferredListResult<int>>>();
        Deferred.DeferredList(typed.ToList()).Should().BeOfType<Deferred<DeferredListResult<int>>>();
        Deferred.DeferredList(typed.ToArray()).Should().BeOfType<Deferred<DeferredListResult<int>>>();
        Deferred.DeferredList([Deferred.Succeed(1), new Deferred<int>()]).Should().BeOfType<Deferred<DeferredListResult<int>>>();
        Deferred.DeferredList(untyped).Should().BeOfType<Deferred<DeferredListResult<object>>>();
        Deferred.DeferredList([Deferred.Succeed(1), Deferred.Succeed("x")]).Should().BeOfType<Deferred<DeferredListResult<object>>>();
    }

    [Test]
    public void DeferredList_ListChangedAfterwards_WaitsForTheOriginals()
    {
        var given = new List<Deferred<int>> { new(), new() };
        var list = Deferred.DeferredList(given);
        var (a, b) = (given[0], given[1]);
        given.Add(new Deferred<int>());
        a.Callback(1);
        b.Callback(2);
        SuccessResultOf(list).Should().HaveCount(2);
    }

    [Test]
    public void DeferredList_BadArguments_ThrowBeforeAnythingIsAdded()
    {
        var good = new Deferred<int>();
        var stale = new Deferred<int>();
        stale.AddCallback(n => n.ToString());
        FluentActions.Invoking(() => { Deferred.DeferredList([good, null!]); }).Should().Throw<ArgumentException>()
            .WithMessage("One of the Deferreds is null.*").WithParameterName("deferreds");
        FluentActions.Invoking(() => { Deferred.DeferredList([good, stale]); }).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => { Deferred.DeferredList((IEnumerable<Deferred<int>>)null!); })
            .Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.DeferredList((IEnumerable<Deferred>)null!); }).Should().Throw<ArgumentNullException>();
        good.Callback(1);
        good.Chain.IsSettled.Should().BeTrue();
    }

    [Test]
    public void FireOnOneCallback_OneSucceeds_FiresWithItAndItsIndex()
    {
        Deferred<int>[] all = [new(), new(), new()];
        var list = Deferred.DeferredList(all, fireOnOneCallback: true);
        all[1].Errback(new FormatException());
        AssertNoResult(list);
        all[2].Callback(3);

        var result = SuccessResultOf(list);
        result.Winner.Should().Be(2);
        result[2].Value.Should().Be(3);
        result[1].Failure!.Value.Should().BeOfType<FormatException>();
        result[0].Failure!.Value.Should().BeOfType<InvalidOperationException>()
            .Which.Message.Should().Be("This Deferred had not ended when #2 won.");
        result.Count(o => o.IsSuccess).Should().Be(1);

        all[0].Callback(1);
        result[0].IsSuccess.Should().BeFalse("the list was given away");
        all[0].Chain.Result.Should().Be(1, "the others run on");
    }

    [Test]
    public void FireOnOneCallback_FiredAlready_FiresAtOnce()
    {
        var pending = new Deferred<int>();
        var result = SuccessResultOf(Deferred.DeferredList([pending, Deferred.Succeed(2), Deferred.Succeed(3)], fireOnOneCallback: true));
        result.Winner.Should().Be(1);
        pending.Called.Should().BeFalse();
    }

    [Test]
    public void FireOnOneCallback_NoneSucceeds_GivesAllOutcomes()
    {
        var list = Deferred.DeferredList(
            [Deferred.Fail<int>(new FormatException()), Deferred.Fail<int>(new NotSupportedException())], fireOnOneCallback: true);
        var result = SuccessResultOf(list);
        result.Winner.Should().BeNull();
        result.Select(o => o.Failure!.Type).Should().Equal(typeof(FormatException), typeof(NotSupportedException));
    }

    [Test]
    public void FireOnOneErrback_OneFails_FailsWithItAndItsIndex()
    {
        Deferred<int>[] all = [new(), new(), new()];
        var list = Deferred.DeferredList(all, fireOnOneErrback: true);
        all[0].Callback(1);
        all[2].Errback(new FormatException("from def3"));
        var error = FailureResultOf<FirstErrorException>(list);
        error.Index.Should().Be(2);
        error.SubFailure.Value.Message.Should().Be("from def3");
        FailureResultOf<FormatException>(all[2]);
        all[1].Called.Should().BeFalse("the others run on");
    }

    [Test]
    public void FireOnOneErrback_FailedAlready_FailsAtOnce()
    {
        var (failed, pending) = (Deferred.Fail<int>(new FormatException("from def2")), new Deferred<int>());
        var list = Deferred.DeferredList([pending, failed, Deferred.Succeed(1)], fireOnOneErrback: true);
        FailureResultOf<FirstErrorException>(list).Index.Should().Be(1);
        FailureResultOf<FormatException>(failed);
    }

    [Test]
    public void FireOnOneErrback_AllSucceed_GivesTheList() =>
        SuccessResultOf(Deferred.DeferredList([Deferred.Succeed(1), Deferred.Succeed(2)], fireOnOneErrback: true))
            .Select(o => o.Value).Should().Equal(1, 2);

    [Test]
    public void FireOnOneEither_FirstToEnd_Decides()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var list = Deferred.DeferredList([a, b], fireOnOneCallback: true, fireOnOneErrback: true);
        a.Errback(new FormatException());
        FailureResultOf<FirstErrorException>(list).Index.Should().Be(0);
        b.Callback(1);

        SuccessResultOf(Deferred.DeferredList([Deferred.Succeed(1), Deferred.Fail<int>(new FormatException())], true, true))
            .Winner.Should().Be(0);
    }

    [Test]
    public void ConsumeErrors_Off_LeavesFailuresInTheDeferreds()
    {
        var d = new Deferred<int>();
        var list = Deferred.DeferredList([d]);
        d.Errback(new FormatException());
        SuccessResultOf(list)[0].IsSuccess.Should().BeFalse();
        FailureResultOf<FormatException>(d);
    }

    [Test]
    public void ConsumeErrors_On_LaterCallbacksSeeTheDefault()
    {
        var (number, text, step) = (new Deferred<int>(), new Deferred<string?>(), new Deferred());
        var list = Deferred.DeferredList([number, text, step, Deferred.Succeed(4)], consumeErrors: true);
        number.Errback(new FormatException());
        text.Errback(new FormatException());
        step.Errback(new FormatException());
        SuccessResultOf(number).Should().Be(0);
        SuccessResultOf(text).Should().BeNull();
        SuccessResultOf(step);
        SuccessResultOf(list).Select(o => o.IsSuccess).Should().Equal(false, false, false, true);
    }

    [Test]
    public void ConsumeErrors_WithFireOnOneErrback_StillFailsTheList()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var list = Deferred.DeferredList([a, b], fireOnOneErrback: true, consumeErrors: true);
        b.Errback(new FormatException());
        FailureResultOf<FirstErrorException>(list).Index.Should().Be(1);
        a.Errback(new FormatException());
        SuccessResultOf(a).Should().Be(0, "those that end later are consumed, too");
        SuccessResultOf(b).Should().Be(0);
    }

    [Test]
    public void Failures_Reported_CountAsHandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.DeferredList([Deferred.Fail<int>(e), Deferred.Fail(e)])).Should().BeEmpty();
        log.After(e => Deferred.DeferredList([Deferred.Fail<int>(e), Deferred.Succeed(1)], fireOnOneCallback: true)).Should().BeEmpty();
    }

    [Test]
    public void Failures_AfterTheListHasFired_AreTheDeferredsOwn()
    {
        using var log = new LogWatch();
        log.After(e => FailAfter(e, consumeErrors: false)).Should().ContainSingle("nobody has heard of the second failure");
        log.After(e => FailAfter(e, consumeErrors: true)).Should().BeEmpty();

        static void FailAfter(Exception e, bool consumeErrors)
        {
            var late = new Deferred<int>();
            Deferred.DeferredList([Deferred.Succeed(1), late], fireOnOneCallback: true, consumeErrors: consumeErrors);
            late.Errback(e);
        }
    }

    [Test]
    public void Outcome_TakenApart_GivesSuccessValueAndFailure()
    {
        var seen = new List<string>();
        var result = SuccessResultOf(Deferred.DeferredList([Deferred.Succeed(1), Deferred.Fail<int>(new FormatException())]));
        foreach (var (success, value, failure) in result)
            seen.Add($"{success} {value} {failure?.Type.Name}");
        seen.Should().Equal("True 1 ", "False 0 FormatException");
    }

    [Test]
    public void Result_ToString_SaysTheOutcomes() =>
        SuccessResultOf(Deferred.DeferredList([Deferred.Succeed(1), Deferred.Fail<int>(new FormatException("bad"))]))
            .ToString().Should().Be("[1, [Failure: System.FormatException: bad]]");

    [Test]
    public void DeferredList_NestedDeeply_FiresThemAll()
    {
        var innermost = new Deferred<int>();
        Deferred list = innermost;
        for (var i = 0; i < 1000; i++)
            list = Deferred.DeferredList([list]);
        innermost.Callback(1);
        SuccessResultOf(list);
    }

    private static void End(Deferred<int>[] all, int index)
    {
        if (index == 1)
            all[index].Errback(new FormatException("#1"));
        else
            all[index].Callback(index * 10);
    }
}
