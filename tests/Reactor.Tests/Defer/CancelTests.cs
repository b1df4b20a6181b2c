using NSubstitute;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class CancelTests
{
    [Test]
    public void Cancel_NoCanceller_FailsWithCancelledException()
    {
        var d = new Deferred<int>();
        var seen = Seen(d);
        d.Cancel();
        seen.Should().ContainSingle().Which.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Cancel_NoCanceller_SwallowsExactlyOneLateFire([Values] bool firstFails, [Values] bool secondFails)
    {
        var d = new Deferred<int>();
        Seen(d);
        d.Cancel();
        d.Cancel();
        Fire(d, firstFails);
        d.Invoking(x => Fire(x, secondFails)).Should().Throw<AlreadyCalledException>();
    }

    [Test]
    public void Cancel_NoCanceller_CancelledAgainAfterTheLateFire_StillThrowsAtTheNext([Values] bool firstFails, [Values] bool secondFails)
    {
        var d = new Deferred<int>();
        Seen(d);
        d.Cancel();
        Fire(d, firstFails);
        d.Cancel();
        d.Cancel();
        d.Invoking(x => Fire(x, secondFails)).Should().Throw<AlreadyCalledException>("one late fire is swallowed, not one for each cancel");
    }

    [Test]
    public void Cancel_NoCanceller_AFireInItsOwnErrbackIsTheLateOne()
    {
        var d = new Deferred<int>();
        d.AddErrback(_ => { d.Callback(1); return 2; });
        d.Cancel();
        d.ToString().Should().Contain("current result: 2");
        d.Invoking(x => x.Callback(3)).Should().Throw<AlreadyCalledException>();
    }

    [Test]
    public void Cancel_WithCanceller_CallsItOnceWithTheDeferred()
    {
        var asked = new List<Deferred<int>>();
        var d = new Deferred<int>(asked.Add);
        var seen = Seen(d);
        d.Cancel();
        d.Cancel();
        asked.Should().Equal(d);
        seen.Should().ContainSingle().Which.Should().BeOfType<CancelledException>();
        d.Invoking(x => x.Callback(1)).Should().Throw<AlreadyCalledException>("a canceller promises that nobody fires any more");
    }

    [Test]
    public void Cancel_CancellerFires_ItsOutcomeCounts([Values] bool fails)
    {
        var d = new Deferred<int>(x => Fire(x, fails));
        object? outcome = null;
        d.AddBoth(o => { outcome = o.IsSuccess ? o.Value : o.Failure.Value; });
        d.Cancel();
        if (fails)
            outcome.Should().BeOfType<FormatException>();
        else
            outcome.Should().Be(1);
    }

    [Test]
    public void Cancel_CancellerThrows_IsLoggedAndTheDeferredIsCancelled()
    {
        using var log = new LogWatch();
        var d = new Deferred<int>(_ => throw new FormatException("broken canceller"));
        var seen = Seen(d);
        d.Cancel();
        seen.Should().ContainSingle().Which.Should().BeOfType<CancelledException>();
        log.Events.Should().Contain(e => e.Failure != null && e.Failure.Value.Message == "broken canceller");
    }

    [Test]
    public void Cancel_CancellerFiresThenThrows_FiresOnce()
    {
        var d = new Deferred<int>(x => { x.Callback(5); throw new FormatException(); });
        var value = 0;
        d.AddCallback(n => { value = n; });
        d.Cancel();
        value.Should().Be(5);
    }

    [Test]
    public void Cancel_CancellerCancelsAgain_EndsOnce()
    {
        Deferred<int>? self = null;
        var d = self = new Deferred<int>(_ => self!.Cancel());
        var seen = Seen(d);
        d.Cancel();
        seen.Should().ContainSingle();
    }

    [Test]
    public void Cancel_CancellerAsRole_IsAsked()
    {
        var canceller = Substitute.For<ICanceller>();
        var d = new Deferred(canceller);
        d.AddErrback(_ => { });
        d.Cancel();
        canceller.ReceivedCalls().Should().ContainSingle();
    }

    [Test]
    public void Cancel_Fired_DoesNothing()
    {
        var asked = 0;
        var d = new Deferred<int>(_ => asked++);
        d.Callback(1);
        d.Cancel();
        asked.Should().Be(0);
        d.ToString().Should().Contain("current result: 1");
        var failed = Deferred.Fail<int>(new FormatException());
        failed.Cancel();
        Seen(failed).Should().ContainSingle().Which.Should().BeOfType<FormatException>();
    }

    [Test]
    public void Cancel_FiredButPaused_DoesNothing()
    {
        var d = Deferred.Succeed(1);
        d.Pause();
        d.Cancel();
        var value = 0;
        d.AddCallback(n => { value = n; });
        d.Unpause();
        value.Should().Be(1);
    }

    [Test]
    public void Cancel_Waiting_GoesToTheInner()
    {
        var asked = 0;
        var inner = new Deferred<int>(_ => asked++);
        var outer = Deferred.Succeed(1).AddCallback(_ => inner);
        var seen = Seen(outer);
        outer.Cancel();
        asked.Should().Be(1);
        seen.Should().ContainSingle().Which.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Cancel_WaitingOnAVeryDeepChain_IsFlat()
    {
        var asked = 0;
        var innermost = new Deferred<int>(_ => asked++);
        var outer = innermost;
        for (var i = 0; i < 200_000; i++)
        {
            var inner = outer;
            outer = Deferred.Succeed(i).AddCallback(_ => inner);
        }
        var seen = Seen(outer);
        outer.Cancel();
        asked.Should().Be(1);
        seen.Should().ContainSingle().Which.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Cancel_Fired_LetsGoOfTheCanceller()
    {
        var d = new Deferred<int>();
        var weak = Attach(d);
        GC.Collect();
        weak.IsAlive.Should().BeFalse();
        GC.KeepAlive(d);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Attach(Deferred<int> d)
        {
            var canceller = Substitute.For<ICanceller>();
            d.Chain.SetCanceller(canceller);
            d.Callback(1);
            return new WeakReference(canceller);
        }
    }

    private static List<Exception> Seen(Deferred<int> d)
    {
        var seen = new List<Exception>();
        d.AddErrback(f => seen.Add(f.Value));
        return seen;
    }

    private static void Fire(Deferred<int> d, bool fail)
    {
        if (fail)
            d.Errback(new FormatException());
        else
            d.Callback(1);
    }
}
