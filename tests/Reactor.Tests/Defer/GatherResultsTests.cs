using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class GatherResultsTests
{
    [Test]
    public void GatherResults_AllFire_GivesValuesInTheGivenOrder()
    {
        var (a, b, c) = (new Deferred<int>(), new Deferred<int>(), Deferred.Succeed(3));
        var whole = Deferred.GatherResults([a, b, c]);
        b.Callback(2);
        AssertNoResult(whole);
        a.Callback(1);
        SuccessResultOf(whole).Should().Equal(1, 2, 3);
        b.Chain.Result.Should().Be(2, "gathering takes nothing away");
    }

    [Test]
    public void GatherResults_Empty_FiresAtOnce()
    {
        SuccessResultOf(Deferred.GatherResults(Array.Empty<Deferred<int>>())).Should().BeEmpty();
        SuccessResultOf(Deferred.GatherResults([])).Should().BeEmpty();
    }

    [Test]
    public void GatherResults_OneFails_FailsAtOnceWithTheFirst()
    {
        var (a, b) = (new Deferred<int>(), new Deferred<int>());
        var whole = Deferred.GatherResults([a, b]);
        b.Errback(new FormatException("bad"));
        var error = FailureResultOf<FirstErrorException>(whole);
        error.Index.Should().Be(1);
        error.SubFailure.Value.Should().BeOfType<FormatException>();
        a.Called.Should().BeFalse("the others run on");
        a.Callback(1);
        FailureResultOf<FormatException>(b);
    }

    [Test]
    public void GatherResults_FailedAlready_FailsAtOnce() =>
        FailureResultOf<FirstErrorException>(
            Deferred.GatherResults([Deferred.Succeed(1), Deferred.Fail<int>(new FormatException()), new Deferred<int>()]))
            .Index.Should().Be(1);

    [Test]
    public void GatherResults_ConsumeErrors_LaterCallbacksSeeTheDefault()
    {
        var failed = Deferred.Fail<int>(new FormatException("gets swallowed"));
        var whole = Deferred.GatherResults([Deferred.Succeed(1), failed], consumeErrors: true);
        FailureResultOf<FirstErrorException>(whole).SubFailure.Value.Message.Should().Be("gets swallowed");
        SuccessResultOf(failed).Should().Be(0);
    }

    [Test]
    public void GatherResults_Cancelled_CancelsAll()
    {
        var asked = 0;
        var whole = Deferred.GatherResults([new(_ => asked++), new(_ => asked++), Deferred.Succeed(1)]);
        whole.Cancel();
        asked.Should().Be(2);
        FailureResultOf<FirstErrorException>(whole).SubFailure.Value.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void GatherResults_CancelledButAllCancellersGiveValues_Succeeds()
    {
        var whole = Deferred.GatherResults([new Deferred<int>(d => d.Callback(1)), new Deferred<int>(d => d.Callback(2))]);
        whole.Cancel();
        SuccessResultOf(whole).Should().Equal(1, 2);
    }

    [Test]
    public void GatherResults_DifferentTypes_GivesObjects() =>
        SuccessResultOf(Deferred.GatherResults([Deferred.Succeed(1), Deferred.Succeed(), Deferred.Succeed("x")]))
            .Should().Equal(1, null, "x");

    [Test]
    public void GatherResults_Two_GivesATuple()
    {
        var (number, text) = (new Deferred<int>(), new Deferred<string>());
        var seen = "";
        Deferred.GatherResults(number, text).AddCallback(both => { seen = $"{both.First} {both.Second}"; });
        text.Callback("x");
        seen.Should().BeEmpty();
        number.Callback(1);
        seen.Should().Be("1 x");
    }

    [Test]
    public void GatherResults_ThreeAndFour_GiveTuples()
    {
        var (number, text, flag) = (Deferred.Succeed(1), Deferred.Succeed("x"), Deferred.Succeed(true));
        SuccessResultOf(Deferred.GatherResults(number, text, flag)).Should().Be((1, "x", true));
        SuccessResultOf(Deferred.GatherResults(number, text, flag, Deferred.Succeed(2.5))).Should().Be((1, "x", true, 2.5));
    }

    [Test]
    public void GatherResults_TupleOneFails_FailsWithItsIndex()
    {
        var (number, text) = (new Deferred<int>(), Deferred.Fail<string>(new FormatException()));
        FailureResultOf<FirstErrorException>(Deferred.GatherResults(number, text)).Index.Should().Be(1);
        FailureResultOf<FirstErrorException>(Deferred.GatherResults(number, number, text)).Index.Should().Be(2);
        FailureResultOf<FirstErrorException>(Deferred.GatherResults(number, number, number, text, consumeErrors: true))
            .Index.Should().Be(3);
        SuccessResultOf(text).Should().BeNull("the last one was told to consume");
    }

    [Test]
    public void GatherResults_TupleCancelled_CancelsBoth()
    {
        var (number, text) = (new Deferred<int>(), new Deferred<string>());
        var whole = Deferred.GatherResults(number, text);
        whole.Cancel();
        FailureResultOf<CancelledException>(number);
        FailureResultOf<CancelledException>(text);
        FailureResultOf<FirstErrorException>(whole);
    }

    [Test]
    public async Task GatherResults_AwaitedTuple_TakesItApart()
    {
        var (number, text) = await Deferred.GatherResults(Deferred.Succeed(1), Deferred.Succeed("x"));
        (number, text).Should().Be((1, "x"));
    }

    [Test]
    public void GatherResults_BadArguments_ThrowBeforeAnythingIsAdded()
    {
        var good = new Deferred<int>();
        var stale = new Deferred<int>();
        stale.AddCallback(n => n.ToString());
        FluentActions.Invoking(() => { Deferred.GatherResults([good, null!]); }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => { Deferred.GatherResults([good, stale]); }).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => { Deferred.GatherResults(good, stale); }).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => { Deferred.GatherResults(good, (Deferred<int>)null!); })
            .Should().Throw<ArgumentException>().WithParameterName("second");
        good.Callback(1);
        good.Chain.IsSettled.Should().BeTrue();
    }

    [Test]
    public void GatherResults_Failures_OnlyTheReportedOneCountsAsHandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.GatherResults([Deferred.Fail<int>(e), new Deferred<int>()]).AddErrback(_ => { })).Should().BeEmpty();
        log.After(e => FailTwice(e, consumeErrors: false)).Should().ContainSingle("nobody has heard of the second failure");
        log.After(e => FailTwice(e, consumeErrors: true)).Should().BeEmpty();

        static void FailTwice(Exception second, bool consumeErrors)
        {
            var (a, b) = (new Deferred<int>(), new Deferred<int>());
            Deferred.GatherResults([a, b], consumeErrors).AddErrback(_ => { });
            a.Errback(new NotSupportedException());
            b.Errback(second);
        }
    }
}
