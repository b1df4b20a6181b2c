using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

/// <summary>What a Deferred lets go of, and when: seen by the collector while something else is still held.</summary>
[TestFixture]
public sealed class ReleaseTests
{
    [Test]
    public void Canceller_FiredWithAValue_IsReleased() => ReleasesTheCanceller(d => d.Callback("x"));

    [Test]
    public void Canceller_FiredWithAFailure_IsReleased() => ReleasesTheCanceller(d =>
    {
        d.AddErrback(_ => "");
        d.Errback(new FormatException());
    });

    [Test]
    public void Canceller_FiredButNotFinal_IsReleased() => ReleasesTheCanceller(d =>
    {
        d.AddCallback(_ => new Deferred<string>());
        d.Callback("x");
    });

    [Test]
    public void Canceller_Cancelled_IsReleased() => ReleasesTheCanceller(d =>
    {
        d.AddErrback(_ => "");
        d.Cancel();
    });

    [Test]
    public void Callbacks_HaveRun_AreReleased()
    {
        var d = new Deferred<string>();
        var weak = AddOne(d);
        d.Callback("x");
        IsAlive(weak).Should().BeFalse();
        GC.KeepAlive(d);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference AddOne(Deferred<string> d)
        {
            var used = new object();
            d.AddCallback(s => s + used.GetHashCode());
            return new WeakReference(used);
        }
    }

    [Test]
    public void CallbackThatChangesTheType_HasRun_IsReleased()
    {
        var d = new Deferred<string>();
        var used = AddOne(d);
        d.Callback("x");
        GC.Collect();
        used.IsAlive.Should().BeFalse();
        GC.KeepAlive(d);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference AddOne(Deferred<string> d)
        {
            var used = new object();
            d.AddCallback(s => s.Length + used.GetHashCode());
            return new WeakReference(used);
        }
    }

    [Test]
    public void Method_Ended_IsReleasedByWhatItAwaited()
    {
        var awaited = new Deferred();
        var weak = Start(awaited);
        awaited.Callback();
        IsAlive(weak).Should().BeFalse("the Deferred it awaited is still held, and no more");
        GC.KeepAlive(awaited);
    }

    [Test]
    public void Method_NeverEnds_IsReleasedWithWhatItAwaits()
    {
        IsAlive(StartAndForget()).Should().BeFalse();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference StartAndForget() => Start(new Deferred());
    }

    [Test]
    public void Method_CancelledWhileItAwaits_IsReleasedByWhatItAwaited()
    {
        var awaited = new Deferred();
        var weak = StartAndCancel(awaited);
        IsAlive(weak).Should().BeFalse();
        GC.KeepAlive(awaited);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference StartAndCancel(Deferred awaited)
        {
            var used = new object();
            var method = Method(awaited, used);
            method.AddErrback(_ => { });
            method.Cancel();
            return new WeakReference(used);
        }
    }

    [Test]
    public void Inner_Fired_LetsGoOfTheOneThatWaited()
    {
        var inner = new Deferred<string>();
        var weak = Wait(inner);
        inner.Callback("x");
        IsAlive(weak).Should().BeFalse();
        GC.KeepAlive(inner);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Wait(Deferred<string> inner) => new(Deferred.Succeed(1).AddCallback(_ => inner).Chain);
    }

    [Test]
    public void Outer_GoesOn_LetsGoOfTheOneItWaitedFor()
    {
        var outer = new Deferred<string>();
        var weak = Feed(outer);
        IsAlive(weak).Should().BeFalse();
        GC.KeepAlive(outer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Feed(Deferred<string> outer)
        {
            var inner = new Deferred<string>();
            outer.AddCallback(_ => inner);
            outer.Callback("");
            inner.Callback("x");
            return new WeakReference(inner.Chain);
        }
    }

    private static void ReleasesTheCanceller(Action<Deferred<string>> end)
    {
        var (d, weak) = Make(end);
        IsAlive(weak).Should().BeFalse();
        GC.KeepAlive(d);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Deferred<string> Deferred, WeakReference Canceller) Make(Action<Deferred<string>> end)
        {
            var canceller = new Circular();
            var d = new Deferred<string>(canceller);
            canceller.Deferred = d;
            end(d);
            return (d, new WeakReference(canceller));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Start(Deferred awaited)
    {
        var used = new object();
        _ = Method(awaited, used);
        return new WeakReference(used);
    }

    private static async Deferred Method(Deferred awaited, object used)
    {
        await awaited;
        GC.KeepAlive(used);
    }

    private static bool IsAlive(WeakReference weak)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return weak.IsAlive;
    }

    /// <summary>A canceller that knows the Deferred that knows it.</summary>
    private sealed class Circular : ICanceller
    {
        public Deferred? Deferred { get; set; }

        public void Cancel()
        {
        }
    }
}
