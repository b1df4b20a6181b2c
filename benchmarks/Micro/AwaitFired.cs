using BenchmarkDotNet.Attributes;
using TwistedSharp.Defer;

namespace TwistedSharp.Benchmarks.Micro;

/// <summary>An async method that awaits something which is there already.</summary>
[MemoryDiagnoser]
public class AwaitFired
{
    private const int Value = 1000;

    private readonly Task<int> _task = Task.FromResult(Value);
    private readonly Deferred<int> _deferred = Deferred.Succeed(Value);

    [Benchmark(Baseline = true)]
    public int Tasks()
    {
        return Add(_task).Result;

        static async Task<int> Add(Task<int> task) => await task + 1;
    }

    [Benchmark]
    public int ValueTasks()
    {
        return Add(new ValueTask<int>(_task)).Result;

        static async ValueTask<int> Add(ValueTask<int> task) => await task + 1;
    }

    [Benchmark]
    public int Deferreds()
    {
        return Add(_deferred).GetAwaiter().GetResult();

        static async Deferred<int> Add(Deferred<int> deferred) => await deferred + 1;
    }
}
