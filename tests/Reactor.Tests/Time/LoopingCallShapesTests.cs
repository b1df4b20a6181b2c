using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

/// <summary>Each way to write the function binds to the overload that the reader means: what it returns is waited for.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoopingCallShapesTests
{
    private readonly Clock _clock = new();
    private readonly Deferred _deferred = new();
    private readonly Deferred<int> _number = new();
    private TaskCompletionSource<int> _task = new();
    private int _calls;

    [Test]
    public void Function_WithoutAResult_GoesOn()
    {
        GoesOn(new LoopingCall(_clock, () => { _calls++; }));
        GoesOn(new LoopingCall(_clock, () => _calls++));
        GoesOn(new LoopingCall(_clock, Void));
        GoesOn(new LoopingCall(_clock, () => Void()));
        GoesOn(LoopingCall.WithCount(_clock, n => { _calls += n; }));
        GoesOn(LoopingCall.WithCount(_clock, n => _calls += n));
        GoesOn(LoopingCall.WithCount(_clock, Void));
    }

    [Test]
    public void Function_ThatEndsAtOnce_GoesOn()
    {
        GoesOn(new LoopingCall(_clock, async () =>
        {
            await Task.CompletedTask;
            _calls++;
        }));
        GoesOn(new LoopingCall(_clock, () =>
        {
            _calls++;
            return Task.CompletedTask;
        }));
        GoesOn(new LoopingCall(_clock, () =>
        {
            _calls++;
            return Deferred.Succeed(3);
        }));
        GoesOn(new LoopingCall(_clock, () =>
        {
            _calls++;
            return (Deferred?)null;
        }));
        GoesOn(new LoopingCall(_clock, () =>
        {
            _calls++;
            return (Task?)null;
        }));
    }

    [Test]
    public void Function_ReturnsADeferred_IsWaitedFor()
    {
        Waits(new LoopingCall(_clock, () => _deferred));
        Waits(new LoopingCall(_clock, () => _number));
        Waits(new LoopingCall(_clock, Plain));
        Waits(new LoopingCall(_clock, Number));
        Waits(new LoopingCall(_clock, async () => await _number));
        Waits(new LoopingCall(_clock, async () => { await _deferred; }));
        Waits(LoopingCall.WithCount(_clock, n => _deferred));
        Waits(LoopingCall.WithCount(_clock, n => _number));
        Waits(LoopingCall.WithCount(_clock, async n => { await _deferred; }));
        Waits(LoopingCall.WithCount(_clock, Counted));
        _deferred.Callback();
        _number.Callback(1);
        _clock.GetDelayedCalls().Should().HaveCount(10);
    }

    [Test]
    public void Function_ReturnsATask_IsWaitedFor()
    {
        WaitsForTask(new LoopingCall(_clock, () => _task.Task));
        WaitsForTask(new LoopingCall(_clock, () => (Task)_task.Task));
        WaitsForTask(new LoopingCall(_clock, Awaiting));
        WaitsForTask(new LoopingCall(_clock, async () => await _task.Task));
        WaitsForTask(new LoopingCall(_clock, async () => { await _task.Task; }));
        WaitsForTask(LoopingCall.WithCount(_clock, n => _task.Task));
        WaitsForTask(LoopingCall.WithCount(_clock, async n => { await _task.Task; }));
    }

    [Test]
    public void Function_ThatThrows_Fails()
    {
        Fails(new LoopingCall(_clock, () => throw new FormatException()));
        Fails(new LoopingCall(_clock, () => { throw new FormatException(); }));
        Fails(new LoopingCall(_clock, async () =>
        {
            await Task.CompletedTask;
            throw new FormatException();
        }));
        Fails(new LoopingCall(_clock, () => Deferred.Fail<int>(new FormatException())));
        Fails(LoopingCall.WithCount(_clock, n => throw new FormatException()));
        Fails(LoopingCall.WithCount(_clock, async n =>
        {
            await Task.CompletedTask;
            throw new FormatException();
        }));
    }

    private static void Void(int _) { }

    private static void Fails(LoopingCall loop)
    {
        Exception? seen = null;
        loop.Start(1).AddErrback(f => { seen = f.Value; });
        seen.Should().BeOfType<FormatException>();
    }

    private void GoesOn(LoopingCall loop)
    {
        loop.Start(1);
        _clock.GetDelayedCalls().Should().ContainSingle();
        loop.Stop();
    }

    private void Waits(LoopingCall loop)
    {
        var before = _clock.GetDelayedCalls().Count;
        loop.Start(1);
        loop.ToString().Should().Contain("Calling");
        _clock.GetDelayedCalls().Should().HaveCount(before);
    }

    private void WaitsForTask(LoopingCall loop)
    {
        Waits(loop);
        // One Task each: of several continuations not all run inside SetResult.
        _task.SetResult(1);
        loop.ToString().Should().Contain("Waiting");
        _task = new TaskCompletionSource<int>();
    }

    private void Void() => _calls++;

    private Deferred Plain() => _deferred;

    private Deferred<int> Number() => _number;

    private Deferred Counted(int _) => _deferred;

    private async Task Awaiting() => await _task.Task;
}
