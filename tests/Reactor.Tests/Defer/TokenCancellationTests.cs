using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class TokenCancellationTests
{
    [Test]
    public void Token_CancelledOnAnotherThread_CancelsAtHome()
    {
        using var home = new ManualContext();
        using var source = new CancellationTokenSource();
        Thread? cancelledOn = null;
        var d = new Deferred<int>(_ => cancelledOn = Thread.CurrentThread);
        Watch(d, source.Token);
        ManualContext.Elsewhere(source.Cancel);
        d.Called.Should().BeFalse("it is for the thread at home to do");
        home.Turn();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        cancelledOn.Should().BeSameAs(Thread.CurrentThread);
    }

    [Test]
    public void Token_CancelledAtHome_CancelsInline()
    {
        using var home = new ManualContext();
        using var source = new CancellationTokenSource();
        var d = new Deferred();
        Watch(d, source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        home.Posted.Should().Be(0);
    }

    [Test]
    public void Token_NoContext_CancelsInline()
    {
        using var source = new CancellationTokenSource();
        var d = new Deferred();
        Watch(d, source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
    }

    [Test]
    public void Token_FiredWhileTheCancellationIsOnItsWay_WinsOverIt()
    {
        using var home = new ManualContext();
        using var source = new CancellationTokenSource();
        var later = new Deferred<int>();
        var d = new Deferred<int>();
        Watch(d, source.Token);
        d.AddCallback(_ => later);
        ManualContext.Elsewhere(source.Cancel);
        home.Posted.Should().Be(1);
        d.Callback(1);
        home.Turn();
        later.Called.Should().BeFalse("the callback came after the wait that the token was for");
        later.Callback(2);
        DeferredAssertions.SuccessResultOf(d).Should().Be(2);
    }

    [Test]
    public void Token_ChainWaitsForAnotherDeferred_CancelsThatOne()
    {
        using var source = new CancellationTokenSource();
        var inner = new Deferred();
        var d = Deferred.Succeed();
        d.AddCallback(() => inner);
        Watch(d, source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
    }

    [Test]
    public void Token_Ended_LeavesNothingWithTheToken()
    {
        using var source = new CancellationTokenSource();
        var d = Left(source.Token);
        GC.Collect();
        d.IsAlive.Should().BeFalse("the token does not hold what has ended");
        source.Cancel();
    }

    [Test]
    public void Token_ThatCannotBeCancelledOrDeferredThatHasEnded_AddsNothing()
    {
        var d = new Deferred();
        Watch(d, CancellationToken.None);
        d.Callback();
        using var source = new CancellationTokenSource();
        Watch(d, source.Token);
        source.Cancel();
        DeferredAssertions.SuccessResultOf(d);
    }

    [Test]
    public void Token_CancelledBefore_CancelsAtOnce()
    {
        var d = new Deferred();
        Watch(d, new CancellationToken(canceled: true));
        DeferredAssertions.FailureResultOf<CancelledException>(d);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Left(CancellationToken cancellationToken)
    {
        var d = new Deferred();
        Watch(d, cancellationToken);
        d.Callback();
        return new WeakReference(d.Chain);
    }

    private static void Watch(Deferred deferred, CancellationToken cancellationToken) => deferred.CancelOn(cancellationToken);
}
