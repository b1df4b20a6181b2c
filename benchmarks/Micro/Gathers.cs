using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using TwistedSharp.Defer;

namespace TwistedSharp.Benchmarks.Micro;

/// <summary>Waits for a thousand, which are made and fired here too.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class Gathers
{
    private const int Count = 1000;

    [Benchmark(Baseline = true), BenchmarkCategory("Later")]
    public int WhenAll()
    {
        var sources = new TaskCompletionSource<int>[Count];
        var tasks = new Task<int>[Count];
        for (var i = 0; i < Count; i++)
        {
            sources[i] = new TaskCompletionSource<int>();
            tasks[i] = sources[i].Task;
        }
        var all = Task.WhenAll(tasks);
        for (var i = 0; i < Count; i++)
            sources[i].SetResult(i);
        return all.Result.Length;
    }

    [Benchmark, BenchmarkCategory("Later")]
    public int GatherResults()
    {
        var deferreds = new Deferred<int>[Count];
        for (var i = 0; i < Count; i++)
            deferreds[i] = new Deferred<int>();
        var all = Deferred.GatherResults(deferreds);
        for (var i = 0; i < Count; i++)
            deferreds[i].Callback(i);
        return all.GetAwaiter().GetResult().Count;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Fired")]
    public int WhenAllOfCompleted()
    {
        var tasks = new Task<int>[Count];
        for (var i = 0; i < Count; i++)
            tasks[i] = Task.FromResult(i);
        return Task.WhenAll(tasks).Result.Length;
    }

    [Benchmark, BenchmarkCategory("Fired")]
    public int GatherResultsOfFired()
    {
        var deferreds = new Deferred<int>[Count];
        for (var i = 0; i < Count; i++)
            deferreds[i] = Deferred.Succeed(i);
        return Deferred.GatherResults(deferreds).GetAwaiter().GetResult().Count;
    }
}
