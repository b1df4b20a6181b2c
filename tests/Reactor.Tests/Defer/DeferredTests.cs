using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class DeferredTests
{
    [Test]
    public void Callbacks_Fired_RunInOrderEachWithTheOneBefore()
    {
        var log = new List<string>();
        var d = new Deferred<string>();
        d.AddCallback(s => s + "b");
        d.AddCallback(s => s + "c");
        d.AddCallback(log.Add);
        log.Should().BeEmpty();
        d.Callback("a");
        log.Should().Equal("abc");
    }

    [Test]
    public void Callback_AddedToFired_RunsAtOnce()
    {
        var seen = 0;
        var d = Deferred.Succeed(2);
        d.AddCallback(n => n * 3);
        d.AddCallback(n => { seen = n; });
        seen.Should().Be(6);
    }

    [Test]
    public void Errbacks_AfterThrow_TakeItAndTheChainGoesOn()
    {
        var log = new List<string>();
        var d = new Deferred<string>();
        d.AddErrback(f => { log.Add("too early"); return ""; });
        d.AddCallback(string (s) => throw new FormatException(s));
        d.AddCallback(s => { log.Add("passed by"); return s; });
        d.AddErrback(f => f.Trap<FormatException>().Message + "!");
        d.AddCallback(log.Add);
        d.Callback("bad");
        log.Should().Equal("bad!");
    }

    [Test]
    public void AddCallbacks_CallbackThrows_GoesToTheNextPair()
    {
        var log = new List<string>();
        var d = new Deferred<int>();
        d.AddCallbacks(int (_) => throw new FormatException(), f => { log.Add("same pair"); return 0; });
        d.AddCallbacks(n => { log.Add("callback"); return n; }, f => { log.Add("next pair"); return 7; });
        d.AddCallback(n => log.Add(n.ToString()));
        d.Callback(1);
        log.Should().Equal("next pair", "7");
    }

    [Test]
    public void Errback_Fired_WrapsTheExceptionOnce()
    {
        var failure = new Failure(new FormatException());
        Failure? seen = null;
        var d = new Deferred<int>();
        d.AddErrback(f => { seen = f; });
        d.Errback(failure);
        seen.Should().BeSameAs(failure);
    }

    [Test]
    public void Fire_Twice_SaysWhatItHolds([Values] bool firstFails, [Values] bool secondFails)
    {
        var d = new Deferred<string>();
        if (firstFails)
            d.Errback(new FormatException("one"));
        else
            d.Callback("one");
        Action second = secondFails ? () => d.Errback(new FormatException("two")) : () => d.Callback("two");
        second.Should().Throw<AlreadyCalledException>().WithMessage("*fired already*one*");
        d.AddErrback(_ => "");
    }

    [Test]
    public void Fire_WithDeferred_Throws()
    {
        var d = new Deferred<object>();
        d.Invoking(x => x.Callback(new Deferred())).Should().Throw<ArgumentException>().WithMessage("*ChainDeferred*");
    }

    [Test]
    public void Fire_WithoutValueThroughBase_Throws()
    {
        Deferred number = new Deferred<int>();
        Deferred anything = new Deferred<object>();
        number.Invoking(x => x.Callback()).Should().Throw<InvalidOperationException>().WithMessage("*Int32*no value*");
        anything.Invoking(x => x.Callback()).Should().Throw<InvalidOperationException>();
        number.Called.Should().BeFalse();
    }

    [Test]
    public void Fire_ThroughHandleOfLaterType_Throws()
    {
        var later = new Deferred<string>().AddCallback(s => s.Length);
        later.Invoking(x => x.Callback(3)).Should().Throw<InvalidOperationException>().WithMessage("*made for String*Int32*");
    }

    [Test]
    public void StaleHandle_MistypedCallback_NamesTheCallThatChangedTheType()
    {
        var d = new Deferred<string>();
        d.AddCallback(Parse);
        d.Invoking(x => x.AddCallback(s => s.Trim())).Should().Throw<InvalidOperationException>()
            .WithMessage("*Deferred of String*value is Int32*AddCallback(DeferredTests.Parse)*");
        d.Invoking(x => x.AddErrback(f => "")).Should().Throw<InvalidOperationException>();
        d.Invoking(x => x.GetAwaiter()).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => { d.AsTask(); }).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void StaleHandle_LambdaChangedTheType_NamesTheMethodItIsIn()
    {
        var d = new Deferred<string>();
        d.AddCallback(s => s.Length);
        d.Invoking(x => x.AddCallback(s => s.Trim())).Should().Throw<InvalidOperationException>()
            .WithMessage("*AddCallback(a lambda in DeferredTests.StaleHandle_LambdaChangedTheType_NamesTheMethodItIsIn)*");
    }

    [Test]
    public void StaleHandle_ValueUsedUp_ThrowsEvenForObject()
    {
        var d = new Deferred<object>();
        d.AddCallback(_ => { });
        d.Invoking(x => x.AddCallback(o => o.ToString()!)).Should().Throw<InvalidOperationException>().WithMessage("*no value*");
    }

    [Test]
    public void StaleHandle_ReturnedWhereItsValueWasPromised_FailsAndNamesTheCall()
    {
        Failure? seen = null;
        Deferred.Succeed(1).AddCallback(_ =>
        {
            var inner = Deferred.Succeed(7);
            inner.AddCallback(Use);
            return inner;
        }).AddErrback(f =>
        {
            seen = f;
            return 0;
        });
        seen!.Value.Should().BeOfType<InvalidOperationException>().Which.Message.Should()
            .Match("*Deferred of Int32*chain's value is no value*changed it*");

        static void Use(int n)
        {
        }
    }

    [Test]
    public void StaleHandle_ReturnedWhereNoValueWasPromised_IsWaitedFor()
    {
        var ended = false;
        var inner = new Deferred<int>();
        inner.AddCallback(n => $"{n}");
        Deferred.Succeed(1).AddCallback(_ => (Deferred)inner).AddCallback(() => { ended = true; });
        ended.Should().BeFalse();
        inner.Callback(3);
        ended.Should().BeTrue();
    }

    [Test]
    public void StaleHandle_GenericTypes_AreNamedWithTheirArguments()
    {
        var d = new Deferred<List<int?>>();
        d.ToString().Should().Be("<Deferred of List<Int32?> no result yet>");
        d.AddCallback(_ => new List<string>());
        d.Invoking(x => x.AddCallback(list => list)).Should().Throw<InvalidOperationException>()
            .WithMessage("*Deferred of List<Int32?>*value is List<String>*");
    }

    [Test]
    public void StaleHandle_CallbackWithoutParameter_StillFits()
    {
        var ran = false;
        var d = new Deferred<string>();
        d.AddCallback(s => s.Length);
        d.AddCallback(() => { ran = true; });
        d.Callback("x");
        ran.Should().BeTrue();
    }

    [Test]
    public void TypeChange_BackAgain_FirstHandleFitsAgain()
    {
        string? seen = null;
        var d = new Deferred<string>();
        d.AddCallback(s => s.Length).AddCallback(n => n + "!");
        d.AddCallback(s => { seen = s; });
        d.Callback("abc");
        seen.Should().Be("3!");
    }

    [Test]
    public void AddInsideCallback_OnTheSameDeferred_RunsAfterIt()
    {
        var log = new List<string>();
        var d = new Deferred<int>();
        d.AddCallback(n =>
        {
            log.Add("first in");
            d.AddCallback(m => { log.Add("added"); return m; });
            log.Add("first out");
            return n;
        });
        d.AddCallback(n => { log.Add("second"); return n; });
        d.Callback(1);
        log.Should().Equal("first in", "first out", "second", "added");
    }

    [Test]
    public void AddInsideCallback_AlreadyFired_DoesNotNest()
    {
        var log = new List<string>();
        var d = Deferred.Succeed(1);
        d.AddCallback(n =>
        {
            d.AddCallback(m => { log.Add("inner"); return m; });
            log.Add("outer");
            return n;
        });
        log.Should().Equal("outer", "inner");
    }

    [Test]
    public void ChainDeferred_Fired_FiresTheOtherAndKeepsNothing()
    {
        string? seen = "?";
        string? later = "?";
        var other = new Deferred<string>();
        other.AddCallback(s => { seen = s; });
        var d = new Deferred<string>();
        d.ChainDeferred(other);
        d.AddCallback(s => { later = s; });
        d.Callback("v");
        seen.Should().Be("v");
        later.Should().BeNull();
    }

    [Test]
    public void ChainDeferred_Failed_HandsTheFailureOver()
    {
        Failure? seen = null;
        var other = new Deferred();
        other.AddErrback(f => { seen = f; });
        var d = new Deferred();
        d.ChainDeferred(other);
        d.Errback(new FormatException());
        seen!.Value.Should().BeOfType<FormatException>();
        d.ToString().Should().Be("<Deferred current result: null>");
    }

    [Test]
    public void ChainDeferred_OtherHasAnotherType_ThrowsAtTheCall()
    {
        Deferred other = new Deferred<int>();
        new Deferred().Invoking(d => d.ChainDeferred(other)).Should().Throw<InvalidOperationException>().WithMessage("*Int32*");
        var changed = new Deferred<int>().AddCallback(n => n.ToString());
        new Deferred<string>().Invoking(d => d.ChainDeferred(changed)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void ChainDeferred_OtherFiredAlready_FailsThisOne()
    {
        Failure? seen = null;
        var d = new Deferred<int>();
        d.ChainDeferred(Deferred.Succeed(1));
        d.AddErrback(f => { seen = f; });
        d.Callback(2);
        seen!.Value.Should().BeOfType<AlreadyCalledException>();
    }

    [Test]
    public void NullValue_InCallback_IsAValue()
    {
        var seen = "?";
        Deferred.Succeed<string?>(null).AddCallback(s => { seen = s ?? "null"; });
        seen.Should().Be("null");
    }

    [Test]
    public void ToString_EachState_SaysIt()
    {
        var d = new Deferred<string>();
        d.ToString().Should().Be("<Deferred of String no result yet>");
        var inner = new Deferred<string>();
        d.AddCallback(_ => inner);
        d.Callback("a");
        d.ToString().Should().Be("<Deferred of String waiting on <Deferred of String no result yet>>");
        d.Called.Should().BeTrue();
        d.Paused.Should().Be(1);
        inner.Callback("b");
        d.ToString().Should().Be("<Deferred of String current result: b>");
        inner.ToString().Should().Be("<Deferred of String current result: null>");
        new Deferred().ToString().Should().Be("<Deferred no result yet>");
        var failed = Deferred.Fail<int>(new FormatException("x"));
        failed.ToString().Should().Be("<Deferred of Int32 current result: [Failure: System.FormatException: x]>");
        failed.AddErrback(_ => { });
    }

    private static int Parse(string s) => int.Parse(s);

    [Test]
    public void ToString_SeveralWait_ShowsTheWholeChain()
    {
        var last = new Deferred<string>();
        var middle = Deferred.Succeed(1).AddCallback(_ => last);
        var first = Deferred.Succeed().AddCallback(() => middle);
        first.ToString().Should().Be("<Deferred of String waiting on <Deferred of String waiting on <Deferred of String no result yet>>>");
    }

    [Test]
    public void ToString_LongChain_EndsWithDots()
    {
        Deferred d = new();
        for (var i = 0; i < 100; i++)
        {
            var inner = d;
            d = Deferred.Succeed().AddCallback(() => inner);
        }
        d.ToString().Should().Contain("waiting on ...>");
    }

    [Test]
    public void ToString_Paused_SaysSo()
    {
        var d = new Deferred<int>();
        d.Pause();
        d.ToString().Should().Be("<Deferred of Int32 no result yet, paused>");
        d.Callback(1);
        d.ToString().Should().Be("<Deferred of Int32 current result: 1, paused>");
    }
}
