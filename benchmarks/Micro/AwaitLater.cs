using BenchmarkDotNet.Attributes;
using TwistedSharp.Defer;

namespace TwistedSharp.Benchmarks.Micro;

/// <summary>An async method that suspends and is resumed, inline, by what fires; the making of what it awaits is counted too.</summary>
[MemoryDiagnoser]
public class AwaitLater
{
    private const int Value = 1000;

    // What a program fires later is on the heap; without these fields the compiler might see that it need not be.
    private TaskCompletionSource<int>? _source;
    private Deferred<int>? _deferred;

    [Benchmark(Baseline = true)]
    public int Tasks()
    {
        // Without RunContinuationsAsynchronously: it resumes inline, as a Deferred does.
        var source = _source = new TaskCompletionSource<int>();
        var sum = Add(source.Task);
        source.SetResult(Value);
        return sum.Result;

        static async Task<int> Add(Task<int> task) => await task + 1;
    }

    [Benchmark]
    public int ValueTasks()
    {
        var source = _source = new TaskCompletionSource<int>();
        var sum = Add(new ValueTask<int>(source.Task));
        source.SetResult(Value);
        return sum.Result; // Completed by the line above.

        static async ValueTask<int> Add(ValueTask<int> task) => await task + 1;
    }

    [Benchmark]
    public int Deferreds()
    {
        var source = _deferred = new Deferred<int>();
        var sum = Add(source);
        source.Callback(Value);
        return sum.GetAwaiter().GetResult();

        static async Deferred<int> Add(Deferred<int> deferred) => await deferred + 1;
    }
}
