using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class ChainingTests
{
    private const int Many = 200_000;

    [Test]
    public void Returned_Unfired_IsWaitedFor()
    {
        var log = new List<string>();
        var inner = new Deferred<string>();
        var d = Deferred.Succeed("a").AddCallback(_ => inner).AddCallback(s => { log.Add(s); return s; });
        d.Paused.Should().Be(1);
        log.Should().BeEmpty();
        inner.Callback("late");
        log.Should().Equal("late");
        d.Paused.Should().Be(0);
    }

    [Test]
    public void Returned_FailsLater_GoesToTheErrback()
    {
        Failure? seen = null;
        var inner = new Deferred<int>();
        Deferred.Succeed(1).AddCallback(_ => inner).AddErrback(f => { seen = f; });
        inner.Errback(new FormatException());
        seen!.Value.Should().BeOfType<FormatException>();
    }

    [Test]
    public void Returned_FromErrback_IsWaitedFor()
    {
        var seen = 0;
        var inner = new Deferred<int>();
        Deferred.Fail<int>(new FormatException()).AddErrback(_ => inner).AddCallback(n => { seen = n; });
        inner.Callback(5);
        seen.Should().Be(5);
    }

    [Test]
    public void Returned_CallbacksOfBoth_RunInTwistedsOrder()
    {
        var log = new List<string>();
        var inner = new Deferred<string>();
        inner.AddCallback(s => { log.Add("inner before " + s); return s; });
        var outer = Deferred.Succeed("o").AddCallback(_ => inner);
        outer.AddCallback(s => { log.Add("outer " + s); return s; });
        inner.AddCallback(s => { log.Add("inner after " + (s ?? "null")); return s; });
        inner.Callback("v");
        log.Should().Equal("inner before v", "outer v", "inner after null");
    }

    [Test]
    public void Added_ToInnerFromTheOutersCallback_RunsInOrderAtOnce()
    {
        var log = new List<string>();
        var inner = new Deferred<string>();
        var outer = Deferred.Succeed("o").AddCallback(_ => inner);
        inner.AddCallback(s => { log.Add("inner one"); return s; });
        outer.AddCallback(s =>
        {
            log.Add("outer");
            inner.AddCallback(t => { log.Add("inner two"); return t; });
            log.Add("outer out");
            return s;
        });
        inner.Callback("v");
        log.Should().Equal("outer", "inner one", "inner two", "outer out");
    }

    [Test]
    public void Returned_AgainWhileItStillHasCallbacks_GivesItsLastResult()
    {
        var log = new List<string>();
        var inner = new Deferred<string>();
        var outer = Deferred.Succeed("o").AddCallback(_ => inner);
        inner.AddCallback(_ => "second life");
        outer.AddCallback(_ => inner);
        outer.AddCallback(log.Add).AddErrback(f => log.Add(f.ToString()));
        inner.Callback("v");
        log.Should().Equal("second life");
        outer.Chain.IsSettled.Should().BeTrue();
    }

    [Test]
    public void Returned_Fired_IsTakenOverAtOnce()
    {
        var inner = Deferred.Succeed(4);
        var seen = 0;
        Deferred.Succeed(1).AddCallback(_ => inner).AddCallback(n => { seen = n; });
        seen.Should().Be(4);
        inner.ToString().Should().Contain("null");
    }

    [Test]
    public void Returned_Itself_FailsInsteadOfWaitingForEver()
    {
        Failure? seen = null;
        var d = new Deferred<int>();
        d.AddCallback(_ => d);
        d.AddErrback(f => { seen = f; });
        d.Callback(1);
        seen!.Value.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("wait for itself");
    }

    [Test]
    public void Circle_OfTwo_CancelReturns()
    {
        var a = new Deferred<int>();
        var b = new Deferred<int>();
        a.AddCallback(_ => b);
        b.AddCallback(_ => a);
        var outside = new Deferred<int>();
        outside.AddCallback(_ => a);
        outside.Callback(0);
        a.Callback(1);
        b.Callback(2);
        outside.Cancel();
        a.Cancel();
        a.ToString().Should().Contain("waiting");
    }

    [Test]
    public void LongChain_FiredFromTheInside_IsFlat()
    {
        // Each callback returns the next one, which has fired already.
        var next = Deferred.Succeed(0);
        for (var i = 0; i < Many; i++)
        {
            var inner = next;
            next = Deferred.Succeed(i).AddCallback(_ => inner).AddCallback(n => n + 1);
        }
        var seen = 0;
        next.AddCallback(n => { seen = n; });
        seen.Should().Be(Many);
    }

    [Test]
    public void LongChain_WaitsOnTheInnermost_IsFlat()
    {
        var innermost = new Deferred<int>();
        var outer = innermost;
        for (var i = 0; i < Many; i++)
        {
            var inner = outer;
            outer = Deferred.Succeed(i).AddCallback(_ => inner).AddCallback(n => n + 1);
        }
        var seen = 0;
        outer.AddCallback(n => { seen = n; });
        innermost.Callback(0);
        seen.Should().Be(Many);
    }

    [Test]
    public void LongChain_OfAMillionOnASmallStack_EndsWithoutOverflow()
    {
        const int Links = 1_000_000;
        const int StackBytes = 128 * 1024;
        var seen = 0;
        // Overflow would end the process, and this test with it.
        var thread = new Thread(Run, StackBytes);
        thread.Start();
        thread.Join();
        seen.Should().Be(Links);

        void Run()
        {
            var innermost = new Deferred<int>();
            var outer = innermost;
            for (var i = 0; i < Links; i++)
            {
                outer = Deferred.Succeed(i).AddCallback(static (_, inner) => inner, outer);
                outer.AddCallback(static n => n + 1);
            }
            outer.AddCallback(n => { seen = n; });
            innermost.Callback(0);
        }
    }

    [Test]
    public void LongChain_FiredFromTheOutside_IsFlat()
    {
        var all = new Deferred<int>[Many + 1];
        for (var i = 0; i < all.Length; i++)
            all[i] = new Deferred<int>();
        for (var i = 0; i < Many; i++)
        {
            var next = all[i + 1];
            all[i].AddCallback(_ => next);
            all[i].AddCallback(n => n + 1);
        }
        var seen = 0;
        all[0].AddCallback(n => { seen = n; });
        foreach (var d in all)
            d.Callback(0);
        seen.Should().Be(Many);
    }

    [Test]
    public void LongChain_FailsAtTheInside_ReachesTheOuterErrback()
    {
        var innermost = new Deferred<int>();
        var outer = innermost;
        for (var i = 0; i < Many; i++)
        {
            var inner = outer;
            outer = Deferred.Succeed(i).AddCallback(_ => inner);
        }
        Failure? seen = null;
        outer.AddErrback(f => { seen = f; });
        innermost.Errback(new FormatException());
        seen!.Value.Should().BeOfType<FormatException>();
    }

    [Test]
    public void LongChain_InnersKeepCallbacks_AllRun()
    {
        var innermost = new Deferred<int>();
        var outer = innermost;
        var after = 0;
        for (var i = 0; i < Many; i++)
        {
            var inner = outer;
            outer = Deferred.Succeed(i).AddCallback(_ => inner);
            inner.AddCallback(n => { after++; return n; });
        }
        innermost.Callback(1);
        after.Should().Be(Many);
    }

    [Test]
    public void ChainDeferred_VeryLong_EndsWithoutOverflow()
    {
        var first = new Deferred<int>();
        var last = first;
        for (var i = 0; i < Many; i++)
        {
            var next = new Deferred<int>();
            next.AddCallback(n => n + 1);
            last.ChainDeferred(next);
            last = next;
        }
        first.Callback(0);
        last.Chain.Result.Should().Be(Many);
    }

    [Test]
    public void Pause_Counted_RunsAtTheLastUnpause()
    {
        var ran = 0;
        var d = new Deferred<int>();
        d.AddCallback(n => { ran++; return n; });
        d.Pause();
        d.Pause();
        d.Callback(1);
        d.AddCallback(n => { ran++; return n; });
        d.Called.Should().BeTrue();
        d.Unpause();
        ran.Should().Be(0);
        d.Paused.Should().Be(1);
        d.Unpause();
        ran.Should().Be(2);
    }

    [Test]
    public void Unpause_BeforeFire_RunsNothing()
    {
        var ran = false;
        var d = new Deferred();
        d.AddCallback(() => { ran = true; });
        d.Pause();
        d.Unpause();
        ran.Should().BeFalse();
        d.Callback();
        ran.Should().BeTrue();
    }

    [Test]
    public void Unpause_NotPaused_Throws() =>
        new Deferred().Invoking(d => d.Unpause()).Should().Throw<InvalidOperationException>().WithMessage("*not paused*");

    [Test]
    public void Unpause_OnlyWaiting_ThrowsAndKeepsWaiting()
    {
        var inner = new Deferred<int>();
        var seen = 0;
        var d = Deferred.Succeed(1).AddCallback(_ => inner);
        d.AddCallback(n => { seen = n; });
        d.Invoking(x => x.Unpause()).Should().Throw<InvalidOperationException>();
        inner.Callback(9);
        seen.Should().Be(9);
    }

    [Test]
    public void Pause_InsideACallback_HoldsTheNextBack()
    {
        var log = new List<string>();
        var d = new Deferred();
        d.AddCallback(() => { log.Add("a"); d.Pause(); });
        d.AddCallback(() => log.Add("b"));
        d.Callback();
        log.Should().Equal("a");
        d.Unpause();
        log.Should().Equal("a", "b");
    }

    [Test]
    public void Returned_PausedWithResult_IsWaitedForUntilUnpaused()
    {
        var seen = 0;
        var inner = Deferred.Succeed(3);
        inner.Pause();
        var outer = Deferred.Succeed(0).AddCallback(_ => inner);
        outer.AddCallback(n => { seen = n; });
        seen.Should().Be(0);
        inner.Unpause();
        seen.Should().Be(3);
    }

    [Test]
    public void Outer_PausedWhileItWaits_GoesOnWhenUnpausedAndDoesNotHoldTheInner()
    {
        var log = new List<string>();
        var inner = new Deferred<string>();
        var outer = Deferred.Succeed("").AddCallback(_ => inner);
        outer.AddCallback(s => log.Add("outer " + s));
        inner.AddCallback(s => log.Add("inner"));
        outer.Pause();
        inner.Callback("v");
        log.Should().Equal("inner");
        outer.Unpause();
        log.Should().Equal("inner", "outer v");
    }

    [Test]
    public void Outer_PausedInACallbackThatReturnsADeferred_NeedsBoth()
    {
        var seen = 0;
        var inner = new Deferred<int>();
        var d = new Deferred<int>();
        d.AddCallback(_ => { d.Pause(); return inner; });
        d.AddCallback(n => { seen = n; });
        d.Callback(1);
        d.Paused.Should().Be(2);
        d.Unpause();
        seen.Should().Be(0);
        inner.Callback(8);
        seen.Should().Be(8);
    }

    [Test]
    public void Outer_PausedInACallbackThatReturnsAFiredDeferred_GoesOnWhenUnpaused()
    {
        var seen = 0;
        var d = new Deferred<int>();
        d.AddCallback(_ => { d.Pause(); return Deferred.Succeed(8); });
        d.AddCallback(n => { seen = n; });
        d.Callback(1);
        seen.Should().Be(0);
        d.Unpause();
        seen.Should().Be(8);
    }
}
