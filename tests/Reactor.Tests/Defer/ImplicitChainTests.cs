using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

/// <summary>Deferreds returned from callbacks: whose callbacks run when, and who keeps the result.</summary>
[TestFixture]
public sealed class ImplicitChainTests
{
    private List<string> _log = null!;

    [SetUp]
    public void Start() => _log = [];

    [Test]
    public void Fired_Returned_ItsOwnResultIsGone()
    {
        var inner = Deferred.Succeed("value");
        var outer = Deferred.Succeed(1).AddCallback(_ => inner);
        SuccessResultOf(outer).Should().Be("value");
        SuccessResultOf(inner).Should().BeNull();
    }

    [Test]
    public void Failed_Returned_ItsOwnFailureIsGoneAndNotReported()
    {
        using var log = new LogWatch();
        log.After(e =>
        {
            var inner = Deferred.Fail<string>(e);
            var outer = Deferred.Succeed(1).AddCallback(_ => inner);
            SuccessResultOf(inner).Should().BeNull();
            FailureResultOf(outer).Value.Should().BeSameAs(e);
        }).Should().BeEmpty();
    }

    [Test]
    public void Unfired_ReturnedThenFired_ItsOwnResultIsGone()
    {
        var inner = new Deferred<string>();
        var outer = Deferred.Succeed(1).AddCallback(_ => inner);
        inner.AddCallback(s => { _log.Add(s ?? "nothing"); return s; });
        AssertNoResult(outer);
        inner.Callback("value");
        SuccessResultOf(outer).Should().Be("value");
        _log.Should().Equal("nothing");
    }

    [Test]
    public void Unfired_ReturnedThenFailed_ItsOwnFailureIsGoneAndNotReported()
    {
        using var log = new LogWatch();
        log.After(e =>
        {
            var inner = new Deferred<string>();
            var outer = Deferred.Succeed(1).AddCallback(_ => inner);
            var failures = new List<Exception>();
            outer.AddErrback(f => { failures.Add(f.Value); });
            inner.AddCallback(s => { _log.Add(s ?? "nothing"); return s; });
            inner.Errback(e);
            failures.Should().Equal(e);
            _log.Should().Equal("nothing");
            SuccessResultOf(outer).Should().BeNull();
        }).Should().BeEmpty();
    }

    [Test]
    public void ThreeDeep_InnermostFires_TheOutermostHasItsValue()
    {
        var first = new Deferred<object>();
        var second = new Deferred<object>();
        var third = new Deferred<object>();
        second.AddCallback(_ => first);
        third.AddCallback(_ => second);
        second.Callback("");
        third.Callback("");
        AssertNoResult(third);
        var result = new object();
        first.Callback(result);
        SuccessResultOf(third).Should().BeSameAs(result);
    }

    [Test]
    public void MiddleWaits_InnermostFires_MiddlesCallbacksRunBeforeTheOuters([Values] bool isAddedLater)
    {
        var inner = new Deferred<string>();
        var outer = Deferred.Succeed("outer").AddCallback(s =>
        {
            _log.Add("start " + s);
            return Deferred.Succeed("middle")
                .AddCallback(m => { _log.Add("first " + m); return inner; })
                .AddCallback(o => { _log.Add("second " + o); return o + o; });
        });
        if (!isAddedLater)
            outer.AddCallback(s => _log.Add(s));
        _log.Should().Equal("start outer", "first middle");
        inner.Callback("orange");
        if (isAddedLater)
            outer.AddCallback(s => _log.Add(s));
        _log.Should().Equal("start outer", "first middle", "second orange", "orangeorange");
    }

    [Test]
    public void InnerHasACallbackOfItsOwn_ReturnedByIt_ThatRunsFirst()
    {
        var inner = new Deferred<string>();
        Deferred.Succeed("outer")
            .AddCallback(_ => Deferred.Succeed("middle").AddCallback(_ => inner.AddCallback(s => "<" + s + ">")).AddCallback(s => s + s))
            .AddCallback(s => _log.Add(s));
        inner.Callback("withers");
        _log.Should().Equal("<withers><withers>");
    }

    [Test]
    public void ContinuationBehindOtherCallbacks_IsFoundAndRunInItsTurn()
    {
        var inner = new Deferred<string>();
        Deferred.Succeed("outer").AddCallback(s =>
        {
            _log.Add(s);
            var middle = new Deferred<int>();
            var end = middle.AddCallback(_ => { _log.Add("first"); return Deferred.GatherResults([inner]); })
                .AddCallback(all => { _log.Add("second " + all[0]); });
            middle.Callback(1);
            return end;
        }).AddCallback(() => _log.Add("final"));
        _log.Should().Equal("outer", "first");
        inner.Callback("withers");
        _log.Should().Equal("outer", "first", "second withers", "final");
    }

    [Test]
    public void OuterPaused_InnerFires_TheInnersLaterCallbacksStillRun()
    {
        var first = new Deferred();
        var second = new Deferred();
        first.AddCallback(() => second);
        first.Callback();
        first.Pause();
        second.Callback();
        second.AddCallback(() => _log.Add("second"));
        first.AddCallback(() => _log.Add("first"));
        _log.Should().Equal("second");
        first.Unpause();
        _log.Should().Equal("second", "first");
    }

    [Test]
    public void Middle_CallbackAddedAfterAllIsFired_Runs()
    {
        var first = new Deferred();
        var second = new Deferred();
        var third = new Deferred();
        first.AddCallback(() => second);
        second.AddCallback(() => third);
        second.Callback();
        first.Callback();
        third.Callback();
        second.AddCallback(() => _log.Add("second"));
        _log.Should().Equal("second");
    }

    [Test]
    public void Waiting_SaysSo_UntilTheOtherFires()
    {
        var inner = new Deferred<string>();
        var outer = Deferred.Succeed(1).AddCallback(_ => inner);
        outer.ToString().Should().StartWith("<Deferred of String waiting on ");
        inner.Callback("x");
        outer.ToString().Should().Contain("current result: x");
    }

    [Test]
    public void ChainDeferred_Cancelled_DoesNotCancelTheOneItIsFedBy()
    {
        var source = new Deferred<int>(_ => _log.Add("cancelled"));
        var fed = new Deferred<int>();
        source.ChainDeferred(fed);
        fed.Cancel();
        FailureResultOf<CancelledException>(fed);
        source.Called.Should().BeFalse();
        source.Callback(1);
        _log.Should().BeEmpty();
    }
}
