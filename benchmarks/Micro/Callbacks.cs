using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using TwistedSharp.Defer;

namespace TwistedSharp.Benchmarks.Micro;

/// <summary>Make one, add three steps that keep the type, fire it, read the result.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class Callbacks
{
    private const int Value = 1000;

    // What a program fires later is on the heap; without these fields the compiler might see that it need not be.
    private TaskCompletionSource<int>? _source;
    private TaskCompletionSource<string>? _sourceOfReference;
    private Deferred<int>? _deferred;
    private Deferred<string>? _deferredOfReference;

    private int _step;

    [GlobalSetup]
    public void SetStep() => _step = 1;

    [Benchmark(Baseline = true), BenchmarkCategory("Static")]
    public int Tasks()
    {
        var source = _source = new TaskCompletionSource<int>();
        var task = Add(Add(Add(source.Task)));
        source.SetResult(Value);
        return task.Result;

        static async Task<int> Add(Task<int> task) => await task + 1;
    }

    [Benchmark, BenchmarkCategory("Static")]
    public int Deferreds()
    {
        var deferred = _deferred = new Deferred<int>();
        deferred.AddCallback(static value => value + 1);
        deferred.AddCallback(static value => value + 1);
        deferred.AddCallback(static value => value + 1);
        deferred.Callback(Value);
        return deferred.GetAwaiter().GetResult();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Captured")]
    public int TasksWithState()
    {
        var step = _step;
        var source = _source = new TaskCompletionSource<int>();
        var task = Add(Add(Add(source.Task, step), step), step);
        source.SetResult(Value);
        return task.Result;

        static async Task<int> Add(Task<int> task, int step) => await task + step;
    }

    [Benchmark, BenchmarkCategory("Captured")]
    public int DeferredsWithState()
    {
        var step = _step;
        var deferred = _deferred = new Deferred<int>();
        deferred.AddCallback(value => value + step);
        deferred.AddCallback(value => value + step);
        deferred.AddCallback(value => value + step);
        deferred.Callback(Value);
        return deferred.GetAwaiter().GetResult();
    }

    [Benchmark, BenchmarkCategory("Captured")]
    public int DeferredsWithStateArgument()
    {
        var step = _step;
        var deferred = _deferred = new Deferred<int>();
        deferred.AddCallback(static (value, step) => value + step, step);
        deferred.AddCallback(static (value, step) => value + step, step);
        deferred.AddCallback(static (value, step) => value + step, step);
        deferred.Callback(Value);
        return deferred.GetAwaiter().GetResult();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Reference")]
    public string TasksOfReference()
    {
        var source = _sourceOfReference = new TaskCompletionSource<string>();
        var task = Keep(Keep(Keep(source.Task)));
        source.SetResult("value");
        return task.Result;

        static async Task<string> Keep(Task<string> task) => await task;
    }

    [Benchmark, BenchmarkCategory("Reference")]
    public string DeferredsOfReference()
    {
        var deferred = _deferredOfReference = new Deferred<string>();
        deferred.AddCallback(static value => value);
        deferred.AddCallback(static value => value);
        deferred.AddCallback(static value => value);
        deferred.Callback("value");
        return deferred.GetAwaiter().GetResult();
    }
}
