using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class AllocationTests
{
    private const int Runs = 1000;

    [Test]
    public void Deferred_ThreeCallbacksAndFire_TakesAtMost200Bytes()
    {
        // 24 for the handle, 80 for the chain, 32 for each callback's link.
        PerRun(ThreeCallbacks).Should().BeLessThanOrEqualTo(200);
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
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
            action();
        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
        TestContext.Out.WriteLine($"{bytes:0.#} B");
        return bytes;
    }
}
