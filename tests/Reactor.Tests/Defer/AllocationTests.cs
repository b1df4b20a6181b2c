using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class AllocationTests
{
    private const int Runs = 1000;

    // Without optimization the compiler makes the method an object of its own.
    private const int UnoptimizedMethod = 64;

    // Until the runtime has optimized the builder, its look at the awaiter boxes it.
    private const int BoxedAwaiter = 24;

    private static bool IsOptimized =>
        typeof(Deferred).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    [Test]
    public void Deferred_ThreeCallbacksAndFire_TakesAtMost200Bytes()
    {
        // 24 for the handle, 80 for the chain, 32 for each callback's link.
        PerRun(ThreeCallbacks).Should().BeLessThanOrEqualTo(200);
    }

    [Test]
    public void Deferred_ThreeCallbacksOnANumberAndFire_TakesNoBox()
    {
        PerRun(ThreeCallbacksOnANumber).Should().BeLessThanOrEqualTo(200);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ThreeCallbacksOnANumber()
        {
            var d = new Deferred<int>();
            d.AddCallback(static n => n + 1);
            d.AddCallback(static n => n + 1);
            d.AddCallback(static n => n + 1);
            d.Callback(1000);
        }
    }

    [Test]
    public void AwaitFired_InALoop_TakesOnlyTheDeferreds()
    {
        PerRun(() => { _ = Loop(); }).Should().BeLessThan(10 * 200);

        static async Deferred<int> Loop()
        {
            var sum = 0;
            for (var i = 0; i < 10; i++)
                sum += (await Deferred.Succeed("value")).Length;
            return sum;
        }
    }

    [Test]
    public void AddCallback_StaticLambdaWithState_TakesOneLink()
    {
        var state = new object();
        var with = PerRun(() => Deferred.Succeed("value").AddCallback(static (s, _) => s, state));
        var without = PerRun(() => Deferred.Succeed("value"));
        // A link with its delegate and its state; no closure, no delegate.
        (with - without).Should().BeLessThanOrEqualTo(40);
    }

    [Test]
    public void AsyncMethod_AwaitsFired_TakesOnlyItsDeferred()
    {
        var fired = Deferred.Succeed("value");
        var made = PerRun(() => { _ = Deferred.Succeed("value"); });
        PerRun(() => { _ = Wait(fired); }).Should().BeLessThanOrEqualTo(made + (IsOptimized ? 0 : UnoptimizedMethod));
    }

    [Test]
    public void AsyncMethod_Suspends_TakesOneBoxBesideTheDeferreds()
    {
        var made = PerRun(() => { _ = Deferred.Succeed("value"); });
        // 48 for the box, 40 for the method in it: its state, its builder, its argument, its awaiter.
        var box = IsOptimized ? 48 + 40 : 48 + 8 + UnoptimizedMethod;
        PerRun(Suspend).Should().BeLessThanOrEqualTo((2 * made) + box + BoxedAwaiter);

        static void Suspend()
        {
            var later = new Deferred<string>();
            _ = Wait(later);
            later.Callback("value");
        }
    }

    [Test]
    public void Combinators_OneMoreDeferred_TakesOneLinkAndItsPlaces()
    {
        // 40 for the link; 8 in the copy of the list, 8 for the result, and 8 in the list that is given out.
        PerChild(all => { _ = Deferred.GatherResults(all); }, fires: true).Should().BeLessThanOrEqualTo(64);
        PerChild(all => { _ = Deferred.DeferredList(all); }, fires: true).Should().BeLessThanOrEqualTo(56);
        PerChild(all => { _ = Deferred.Race(all); }, fires: false).Should().BeLessThanOrEqualTo(48);
        PerChild(all => { _ = Deferred.WhenEach(all).GetAsyncEnumerator(); }, fires: true).Should().BeLessThanOrEqualTo(64);
    }

    private static double PerChild(Action<Deferred<string>[]> combine, bool fires)
    {
        const int More = 100;
        return (Of(More + 1, combine) - Of(1, combine) - (Of(More + 1, _ => { }) - Of(1, _ => { }))) / More;

        double Of(int count, Action<Deferred<string>[]> act)
        {
            var all = new Deferred<string>[count];
            return PerRun(() =>
            {
                for (var i = 0; i < all.Length; i++)
                    all[i] = new Deferred<string>();
                act(all);
                for (var i = 0; fires && i < all.Length; i++)
                    all[i].Callback("value");
            });
        }
    }

    private static async Deferred<string> Wait(Deferred<string> deferred) => await deferred;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThreeCallbacks()
    {
        var d = new Deferred<string>();
        d.AddCallback(static s => s);
        d.AddCallback(static s => s);
        d.AddCallback(static s => s);
        d.Callback("value");
    }

    private static double PerRun(Action action)
    {
        action();
        // The least of several: the runtime allocates something of its own now and then, when it makes a method anew for instance.
        var bytes = Enumerable.Range(0, 5).Min(_ => Allocated(action)) / (double)Runs;
        TestContext.Out.WriteLine($"{bytes:0.#} B");
        return bytes;
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
