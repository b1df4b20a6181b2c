using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class RaceTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Race_OneSucceeds_GivesItAndCancelsTheOthers(int winner)
    {
        var asked = new List<int>();
        Deferred<string>[] all = [new(_ => asked.Add(0)), new(_ => asked.Add(1)), new(_ => asked.Add(2))];
        var race = Deferred.Race(all);
        AssertNoResult(race);
        all[winner].Callback("won");
        SuccessResultOf(race).Should().Be((winner, "won"));
        asked.Should().Equal(Enumerable.Range(0, 3).Where(i => i != winner));
        all[winner].Chain.Result.Should().Be("won", "the race takes nothing away");
        FailureResultOf<CancelledException>(all[(winner + 1) % 3]);
    }

    [Test]
    public void Race_OneSucceeds_CancelsTheOthersBeforeItFires()
    {
        var order = new List<string>();
        var (a, b) = (new Deferred<int>(), new Deferred<int>(_ => order.Add("cancelled")));
        Deferred.Race([a, b]).AddCallback(_ => order.Add("fired"));
        a.Callback(1);
        order.Should().Equal("cancelled", "fired");
    }

    [Test]
    public void Race_SomeFailFirst_WaitsForASuccess()
    {
        var (a, b, c) = (new Deferred<int>(), new Deferred<int>(), new Deferred<int>());
        var race = Deferred.Race([a, b, c]);
        b.Errback(new FormatException());
        a.Errback(new FormatException());
        AssertNoResult(race);
        c.Callback(3);
        SuccessResultOf(race).Should().Be((2, 3));
    }

    [Test]
    public void Race_FiredAlready_FiresAtOnceAndCancelsTheRest()
    {
        var (a, c) = (new Deferred<int>(), new Deferred<int>());
        SuccessResultOf(Deferred.Race([a, Deferred.Succeed(2), c, Deferred.Succeed(4)])).Should().Be((1, 2));
        FailureResultOf<CancelledException>(a);
        FailureResultOf<CancelledException>(c);
    }

    [Test]
    public void Race_AllFail_FailsWithTheGroupInTheGivenOrder()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var race = Deferred.Race([a, b]);
        b.Errback(new NotSupportedException("b"));
        AssertNoResult(race);
        a.Errback(new FormatException("a"));
        var group = FailureResultOf<FailureGroupException>(race);
        group.Failures.Select(f => f.Type).Should().Equal(typeof(FormatException), typeof(NotSupportedException));
        group.InnerException.Should().BeSameAs(group.Failures[0].Value);
        group.Message.Should().Be(
            "FailureGroup[[Failure: System.FormatException: a], [Failure: System.NotSupportedException: b]]");
    }

    [Test]
    public void Race_LoserEndsAfterItWasCancelled_GoesNowhere()
    {
        using var log = new LogWatch();
        var loser = new Deferred<int>();
        SuccessResultOf(Deferred.Race([loser, Deferred.Succeed(1)])).Should().Be((1, 1));
        loser.Callback(2);
        log.Events.Should().BeEmpty();
    }

    [Test]
    public void Race_LosersCancellerGivesAValue_IsIgnored()
    {
        var loser = new Deferred<int>(d => d.Callback(5));
        SuccessResultOf(Deferred.Race([loser, Deferred.Succeed(1)])).Should().Be((1, 1));
        loser.Chain.Result.Should().Be(5);
    }

    [Test]
    public void Race_LosersCancellerCancelsTheRace_EndsCancelled()
    {
        Deferred<(int, int)> race = null!;
        var (a, b) = (new Deferred<int>(), new Deferred<int>(_ => race.Cancel()));
        race = Deferred.Race([a, b]);
        a.Callback(1);
        FailureResultOf<CancelledException>(race);
        FailureResultOf<CancelledException>(b);
        a.Chain.Result.Should().Be(1);
    }

    [Test]
    public void Race_LosersCancellerThrows_IsLoggedAndTheOthersAreCancelled()
    {
        using var log = new LogWatch();
        var bad = new FormatException();
        var (a, b, c) = (new Deferred<int>(), new Deferred<int>(_ => throw bad), new Deferred<int>());
        var race = Deferred.Race([a, b, c]);
        a.Callback(1);
        FailureResultOf<CancelledException>(c);
        SuccessResultOf(race).Should().Be((0, 1));
        log.Events.Should().ContainSingle(e => e.Failure != null && ReferenceEquals(e.Failure.Value, bad));
    }

    [Test]
    public void Cancel_Unfired_CancelsAllAndFailsWithTheGroup()
    {
        var asked = 0;
        Deferred<int>[] all = [new(_ => asked++), new(), new(_ => asked++)];
        var race = Deferred.Race(all);
        race.Cancel();
        asked.Should().Be(2);
        FailureResultOf<FailureGroupException>(race).Failures.Should().HaveCount(3).And.OnlyContain(f => f.Value is CancelledException);
    }

    [Test]
    public void Cancel_OneCancellerGivesAValue_Succeeds()
    {
        var race = Deferred.Race([new Deferred<int>(), new Deferred<int>(d => d.Callback(7))]);
        race.Cancel();
        SuccessResultOf(race).Should().Be((1, 7));
    }

    [Test]
    public void Cancel_RunnersGoOn_EndsCancelledAndForgetsThem()
    {
        var (a, b, lateA, lateB) = (new Deferred<int>(), new Deferred<int>(), new Deferred<int>(), new Deferred<int>());
        a.AddErrback(_ => lateA);
        b.AddErrback(_ => lateB);
        var race = Deferred.Race([a, b]);
        race.Cancel();
        FailureResultOf<CancelledException>(race);
        lateA.Callback(1);
        a.Chain.Result.Should().Be(1);
        AssertNoResult(lateB);
    }

    [Test]
    public void Cancel_ARunnerGoesOnAndFails_KeepsItsFailure()
    {
        var (child, late) = (new Deferred<int>(), new Deferred<int>());
        child.AddErrback(_ => late);
        var race = Deferred.Race([child, new Deferred<int>()]);
        race.Cancel();
        FailureResultOf<CancelledException>(race);
        late.Errback(new FormatException());
        FailureResultOf<FormatException>(child);
    }

    [Test]
    public void Cancel_Fired_DoesNothing()
    {
        var asked = 0;
        var (a, b) = (new Deferred<int>(), new Deferred<int>(_ => asked++));
        var race = Deferred.Race([a, b]);
        a.Callback(1);
        race.Cancel();
        asked.Should().Be(1);
        SuccessResultOf(race).Should().Be((0, 1));
    }

    [Test]
    public void Race_SameDeferredTwice_WinsOrFailsAsTwo()
    {
        var d = new Deferred<int>();
        var race = Deferred.Race([d, d]);
        d.Callback(1);
        SuccessResultOf(race).Should().Be((0, 1));

        var failing = new Deferred<int>();
        race = Deferred.Race([failing, failing]);
        failing.Errback(new FormatException());
        FailureResultOf<FailureGroupException>(race).Failures.Should().HaveCount(2);
    }

    [Test]
    public void Race_DifferentTypes_GivesAnObject()
    {
        SuccessResultOf(Deferred.Race([new Deferred(), Deferred.Succeed("x"), new Deferred<int>()])).Should().Be((1, (object)"x"));
        SuccessResultOf(Deferred.Race([new Deferred(), Deferred.Succeed()])).Should().Be((1, (object?)null));
    }

    [Test]
    public void Race_BadArguments_ThrowBeforeAnythingIsAdded()
    {
        var good = new Deferred<int>();
        FluentActions.Invoking(() => { Deferred.Race(Array.Empty<Deferred<int>>()); }).Should().Throw<ArgumentException>()
            .WithMessage("A race of no Deferreds would never end; at least one was expected.*").WithParameterName("deferreds");
        FluentActions.Invoking(() => { Deferred.Race([]); }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => { Deferred.Race([good, null!]); }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => { Deferred.Race((IEnumerable<Deferred>)null!); }).Should().Throw<ArgumentNullException>();
        good.Callback(1);
        good.Chain.IsSettled.Should().BeTrue();
    }

    [Test]
    public void Failures_OfRunners_CountAsHandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.Race([Deferred.Fail<int>(e), Deferred.Succeed(1)])).Should().BeEmpty("it lost");
        log.After(e => Deferred.Race([new Deferred<int>(d => d.Errback(e)), Deferred.Succeed(1)])).Should().BeEmpty("it was cancelled");
        log.After(e => Deferred.Race([Deferred.Succeed(1), Deferred.Fail<int>(e)])).Should().BeEmpty("it came late");
        log.After(e => Deferred.Race([Deferred.Fail<int>(e)]).AddErrback(_ => { })).Should().BeEmpty("the group has it");
    }

    [Test]
    public void FailureGroup_BadArguments_Throw()
    {
        FluentActions.Invoking(() => new FailureGroupException([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new FailureGroupException([null!])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new FailureGroupException(null!)).Should().Throw<ArgumentNullException>();
    }
}
