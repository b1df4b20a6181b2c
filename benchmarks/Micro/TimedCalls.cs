using BenchmarkDotNet.Attributes;
using TwistedSharp.Internet;

namespace TwistedSharp.Benchmarks.Micro;

/// <summary>A timed call is made and taken back while very many others are pending, as a timeout of every request is.</summary>
[MemoryDiagnoser]
public class TimedCalls
{
    private const int Pending = 500_000;

    // The others are due from one hour on, spread over another, so that none comes up while we measure.
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Spread = TimeSpan.FromHours(1);

    private static readonly Action Call = static () => { };
    private static readonly TimerCallback Callback = static _ => { };

    private readonly List<Timer> _timers = [];
    private IReactorTime _time = new Clock();
    private TimeSpan _delay;

    /// <summary>Where the new call stands among the others.</summary>
    public enum Place
    {
        BeforeAll,
        Amid,
        AfterAll,
    }

    [ParamsAllValues]
    public Place Due { get; set; }

    [GlobalSetup(Target = nameof(ThreadingTimer))]
    public void StartTimers()
    {
        SetDelay();
        foreach (var delay in Delays())
            _timers.Add(new Timer(Callback, null, delay, Timeout.InfiniteTimeSpan));
    }

    [GlobalSetup(Target = nameof(ReactorCallLater))]
    public void StartReactorCalls() => StartCalls(Reactors.Create());

    [GlobalSetup(Target = nameof(ClockCallLater))]
    public void StartClockCalls() => StartCalls(new Clock());

    [GlobalCleanup]
    public void StopTimers()
    {
        foreach (var timer in _timers)
            timer.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void ThreadingTimer()
    {
        var timer = new Timer(Callback, null, _delay, Timeout.InfiniteTimeSpan);
        timer.Dispose();
    }

    [Benchmark]
    public void ReactorCallLater() => _time.CallLater(_delay, Call).Cancel();

    /// <summary>The same without the reading of the computer's clock.</summary>
    [Benchmark]
    public void ClockCallLater() => _time.CallLater(_delay, Call).Cancel();

    private static IEnumerable<TimeSpan> Delays()
    {
        var random = new Random(1);
        for (var i = 0; i < Pending; i++)
            yield return First + (random.NextDouble() * Spread);
    }

    private void StartCalls(IReactorTime time)
    {
        SetDelay();
        _time = time;
        foreach (var delay in Delays())
            time.CallLater(delay, Call);
    }

    private void SetDelay() => _delay = Due switch
    {
        Place.BeforeAll => First / 2,
        Place.Amid => First + (Spread / 2),
        _ => First + (Spread * 2),
    };
}
