using BenchmarkDotNet.Attributes;
using TwistedSharp.Defer;

namespace TwistedSharp.Benchmarks.Micro;

/// <summary>A million of them, each waiting for the next, and the innermost fires; numbers are per link.</summary>
[MemoryDiagnoser]
public class Chains
{
    private const int Links = 1_000_000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Links)]
    public int Tasks()
    {
        var innermost = new TaskCompletionSource<int>();
        var task = innermost.Task;
        for (var i = 0; i < Links; i++)
            task = Outer(task);
        innermost.SetResult(1);
        // When the stack is nearly used up Tasks go on in the thread pool, so this may have to wait.
        return task.GetAwaiter().GetResult();

        static async Task<int> Outer(Task<int> inner) => await inner;
    }

    [Benchmark(OperationsPerInvoke = Links)]
    public int Deferreds()
    {
        var innermost = new Deferred<int>();
        var deferred = innermost;
        for (var i = 0; i < Links; i++)
            deferred = Deferred.Succeed(0).AddCallback(static (_, inner) => inner, deferred);
        innermost.Callback(1);
        return deferred.GetAwaiter().GetResult();
    }

    [Benchmark(OperationsPerInvoke = Links)]
    public int AsyncDeferreds()
    {
        var innermost = new Deferred<int>();
        var deferred = innermost;
        for (var i = 0; i < Links; i++)
            deferred = Outer(deferred);
        innermost.Callback(1);
        return deferred.GetAwaiter().GetResult();

        static async Deferred<int> Outer(Deferred<int> inner) => await inner;
    }
}
