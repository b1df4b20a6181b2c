using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Defer;

/// <summary>What a lock and a semaphore with one token both do.</summary>
[TestFixture]
public abstract class ConcurrencyPrimitiveContract<T> where T : ConcurrencyPrimitive<T>
{
    private List<string> _log = null!; // Made in SetUp.

    private protected T One { get; private set; } = null!; // Made in SetUp.

    [SetUp]
    public void Start()
    {
        _log = [];
        One = Make();
    }

    [Test]
    public void Acquire_Free_FiresAtOnceWithTheObject() =>
        DeferredAssertions.SuccessResultOf(One.Acquire()).Should().BeSameAs(One);

    [Test]
    public void Release_SeveralWait_HandsOverInTheOrderTheyCame()
    {
        One.Acquire();
        for (var i = 1; i <= 3; i++)
            Note(One.Acquire(), $"{i}");
        One.Waiting.Should().Be(3);
        One.Release();
        _log.Should().Equal("1");
        One.Release();
        _log.Should().Equal("1", "2");
        One.Release();
        _log.Should().Equal("1", "2", "3");
        One.Waiting.Should().Be(0);
        IsFree().Should().BeFalse("the third has it");
        One.Release();
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Release_SomebodyWaits_IsFreeAtNoMoment()
    {
        One.Acquire();
        bool? wasFree = null;
        One.Acquire().AddCallback(_ => { wasFree = IsFree(); });
        One.Release();
        wasFree.Should().BeFalse();
    }

    [Test]
    public void Acquire_InsideAGrant_JoinsTheEndOfTheLine()
    {
        One.Acquire();
        One.Acquire().AddCallback(one =>
        {
            _log.Add("1");
            Note(one.Acquire(), "3");
        });
        Note(One.Acquire(), "2");
        for (var i = 0; i < 3; i++)
            One.Release();
        _log.Should().Equal("1", "2", "3");
    }

    [Test]
    public void Release_InsideAGrant_HandsOverBeforeItReturns()
    {
        One.Acquire();
        foreach (var name in (string[])["a", "b"])
        {
            One.Acquire().AddCallback(one =>
            {
                _log.Add($"{name} has it");
                one.Release();
                _log.Add($"{name} gave it back");
            });
        }
        One.Release();
        _log.Should().Equal("a has it", "b has it", "b gave it back", "a gave it back");
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Release_NobodyHasIt_ThrowsAndSaysSo()
    {
        One.Invoking(one => one.Release()).Should().Throw<InvalidOperationException>().WithMessage($"{One} *");
        One.Acquire();
        One.Release();
        One.Invoking(one => one.Release()).Should().Throw<InvalidOperationException>();
        IsFree().Should().BeTrue();
        One.Acquire().Called.Should().BeTrue("the mistake changed nothing");
    }

    [Test]
    public void Cancel_Granted_DoesNothing()
    {
        var d = One.Acquire();
        d.Cancel();
        DeferredAssertions.SuccessResultOf(d);
        IsFree().Should().BeFalse();
    }

    [Test]
    public void Cancel_GrantedByARelease_DoesNothing()
    {
        One.Acquire();
        var second = One.Acquire();
        One.Release();
        second.Cancel();
        DeferredAssertions.SuccessResultOf(second).Should().BeSameAs(One);
        IsFree().Should().BeFalse();
    }

    [Test]
    public void Cancel_Waiting_LeavesTheLine([Range(0, 4)] int which)
    {
        One.Acquire();
        var waiting = new List<Deferred>();
        for (var i = 0; i < 5; i++)
            waiting.Add(Note(One.Acquire(), $"{i}"));
        waiting[which].Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(waiting[which]);
        One.Waiting.Should().Be(4);
        for (var i = 0; i < 5; i++)
            One.Release();
        _log.Should().Equal(Enumerable.Range(0, 5).Where(i => i != which).Select(i => $"{i}"));
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Cancel_Twice_LeavesTheLineOnce()
    {
        One.Acquire();
        var first = One.Acquire();
        var second = One.Acquire();
        first.Cancel();
        first.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(first);
        One.Waiting.Should().Be(1);
        One.Release();
        DeferredAssertions.SuccessResultOf(second);
    }

    [Test]
    public void Cancel_InsideTheGrantOfAnother_LeavesTheLine()
    {
        One.Acquire();
        Deferred<T>? second = null;
        One.Acquire().AddCallback(_ => second!.Cancel());
        second = One.Acquire();
        One.Release();
        DeferredAssertions.FailureResultOf<CancelledException>(second);
        One.Waiting.Should().Be(0);
        One.Release();
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Acquire_TokenCancelled_LeavesTheLine()
    {
        using var source = new CancellationTokenSource();
        One.Acquire();
        var d = One.Acquire(source.Token);
        DeferredAssertions.AssertNoResult(d);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        One.Waiting.Should().Be(0);
    }

    [Test]
    public void Acquire_TokenCancelledBefore_DoesNotAcquire()
    {
        DeferredAssertions.FailureResultOf<CancelledException>(One.Acquire(new CancellationToken(canceled: true)));
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Acquire_TokenCancelledAfterTheGrant_DoesNothing()
    {
        using var source = new CancellationTokenSource();
        var never = new Deferred();
        One.Acquire();
        var d = One.Acquire(source.Token);
        d.AddCallback(_ => never);
        One.Release();
        source.Cancel();
        never.Called.Should().BeFalse("what is done with it is not the wait for it");
        IsFree().Should().BeFalse();
    }

    [Test]
    public void EnterScope_Disposed_ReleasesOnce()
    {
        var scope = DeferredAssertions.SuccessResultOf(One.EnterScope());
        IsFree().Should().BeFalse();
        scope.Dispose();
        IsFree().Should().BeTrue();
        One.Acquire();
        scope.Dispose();
        IsFree().Should().BeFalse("somebody else has it by now");
    }

    [Test]
    public void EnterScope_Awaited_IsHeldToTheEndOfTheBlock()
    {
        var gate = new Deferred();
        var first = Use("first", gate);
        var second = Use("second", Deferred.Succeed());
        _log.Should().Equal("first in");
        One.Waiting.Should().Be(1);
        gate.Callback();
        _log.Should().Equal("first in", "first out", "second in", "second out");
        DeferredAssertions.SuccessResultOf(first);
        DeferredAssertions.SuccessResultOf(second);
        IsFree().Should().BeTrue();

        async Deferred Use(string name, Deferred wait)
        {
            using (await One.EnterScope())
            {
                _log.Add($"{name} in");
                await wait;
                _log.Add($"{name} out");
            }
        }
    }

    [Test]
    public void EnterScope_BlockThrows_ReleasesAndPassesTheException()
    {
        var d = Use();
        DeferredAssertions.FailureResultOf<FormatException>(d);
        IsFree().Should().BeTrue();

        async Deferred Use()
        {
            using (await One.EnterScope())
                throw new FormatException();
        }
    }

    [Test]
    public void EnterScope_MethodCancelledWhileItWaits_LeavesTheLine()
    {
        One.Acquire();
        var d = Use();
        One.Waiting.Should().Be(1);
        d.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        One.Waiting.Should().Be(0);
        _log.Should().BeEmpty();

        async Deferred Use()
        {
            using (await One.EnterScope())
                _log.Add("in");
        }
    }

    [Test]
    public void EnterScope_TokenCancelled_LeavesTheLine()
    {
        using var source = new CancellationTokenSource();
        One.Acquire();
        var d = One.EnterScope(source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        One.Waiting.Should().Be(0);
    }

    [Test]
    public void EnterScope_FromCodeOnTasks_Works()
    {
        var gate = new TaskCompletionSource();
        var task = Use();
        IsFree().Should().BeFalse();
        gate.SetResult();
        task.IsCompletedSuccessfully.Should().BeTrue();
        IsFree().Should().BeTrue();

        async Task Use()
        {
            using (await One.EnterScope())
                await gate.Task;
        }
    }

    [Test]
    public void Run_SeveralWait_RunsOneAfterTheOther()
    {
        One.Acquire();
        foreach (var name in (string[])["a", "b"])
            One.Run(() => { _log.Add($"call {name}"); return name; }).AddCallback(n => { _log.Add($"done {n}"); });
        _log.Should().BeEmpty();
        One.Release();
        // As in Twisted: the next one starts inside the release, before the callbacks of the one before.
        _log.Should().Equal("call a", "call b", "done b", "done a");
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_ReturnsADeferred_HoldsUntilItFires()
    {
        var first = new Deferred<string>();
        var second = new Deferred<string>();
        Note(One.Run(() => { _log.Add("call first"); return first; }), "done first");
        Note(One.Run(() => { _log.Add("call second"); return second; }), "done second");
        _log.Should().Equal("call first");
        first.Callback("1");
        _log.Should().Equal("call first", "call second", "done first");
        IsFree().Should().BeFalse();
        second.Callback("2");
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_FunctionFails_ReleasesAndFails([Values("throws", "Deferred", "Task")] string how)
    {
        var d = how switch
        {
            "throws" => One.Run(int () => throw new FormatException()),
            "Deferred" => One.Run(() => Deferred.Fail<int>(new FormatException())),
            _ => One.Run(() => Task.FromException<int>(new FormatException())),
        };
        DeferredAssertions.FailureResultOf<FormatException>(d);
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_DeferredFailsLater_ReleasesAndFails()
    {
        var running = new Deferred<int>();
        var d = One.Run(() => running);
        IsFree().Should().BeFalse();
        running.Errback(new FormatException());
        DeferredAssertions.FailureResultOf<FormatException>(d);
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_FunctionReturnsNull_ReleasesAndFails()
    {
        DeferredAssertions.FailureResultOf<InvalidOperationException>(One.Run(Deferred<int> () => null!));
        DeferredAssertions.FailureResultOf(One.Run(Task<int> () => null!));
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_FunctionReturnsAStaleHandle_ReleasesAndFails()
    {
        var stale = new Deferred<int>();
        var fresh = stale.AddCallback(n => $"{n}");
        DeferredAssertions.FailureResultOf<InvalidOperationException>(One.Run(() => stale));
        IsFree().Should().BeTrue();
        fresh.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(fresh);
    }

    [Test]
    public void Run_FunctionReleasesItself_FailsWithTheSecondRelease()
    {
        DeferredAssertions.FailureResultOf<InvalidOperationException>(One.Run(One.Release));
        DeferredAssertions.FailureResultOf<InvalidOperationException>(One.Run(() => { One.Release(); return Deferred.Succeed(); }));
        DeferredAssertions.FailureResultOf<InvalidOperationException>(One.Run(() => { One.Release(); return Task.CompletedTask; }));
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_CancelledWhileItWaits_NeverCallsTheFunction()
    {
        One.Acquire();
        var d = One.Run(() => _log.Add("called"));
        d.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        One.Release();
        _log.Should().BeEmpty();
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_CancelledWhileItRuns_CancelsTheFunctionsDeferredAndReleasesAtItsEnd()
    {
        var running = new Deferred<int>(d => { _log.Add("cancelled"); d.Errback(new FormatException()); });
        var run = One.Run(() => running);
        run.Cancel();
        _log.Should().Equal("cancelled");
        DeferredAssertions.FailureResultOf<FormatException>(run);
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_CancelledWhileATaskRuns_HoldsUntilTheTaskEnds()
    {
        var task = new TaskCompletionSource<int>();
        var run = One.Run(() => task.Task);
        run.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(run);
        IsFree().Should().BeFalse("the Task runs on");
        task.SetResult(1);
        IsFree().Should().BeTrue();

        var plain = new TaskCompletionSource();
        var second = One.Run(() => (Task)plain.Task);
        second.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(second);
        IsFree().Should().BeFalse();
        plain.SetException(new FormatException());
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_TokenCancelledWhileItWaits_NeverCallsTheFunction()
    {
        using var source = new CancellationTokenSource();
        One.Acquire();
        var d = One.Run(() => { _log.Add("called"); return 1; }, source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        One.Release();
        _log.Should().BeEmpty();
    }

    [Test]
    public void Run_TokenCancelledWhileItRuns_CancelsTheFunctionsDeferred()
    {
        using var source = new CancellationTokenSource();
        var running = new Deferred<int>();
        var d = One.Run(() => running, source.Token);
        source.Cancel();
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_TokenCancelledBefore_NeverCallsTheFunction()
    {
        var d = One.Run(() => { _log.Add("called"); }, new CancellationToken(canceled: true));
        DeferredAssertions.FailureResultOf<CancelledException>(d);
        _log.Should().BeEmpty();
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_NullFunction_ThrowsAtOnce()
    {
        One.Invoking(one => one.Run((Action)null!)).Should().Throw<ArgumentNullException>().WithParameterName("function");
        One.Invoking(one => one.Run((Func<int>)null!)).Should().Throw<ArgumentNullException>();
        One.Invoking(one => one.Run((Func<Deferred>)null!)).Should().Throw<ArgumentNullException>();
        One.Invoking(one => one.Run((Func<Deferred<int>>)null!)).Should().Throw<ArgumentNullException>();
        One.Invoking(one => one.Run((Func<Task>)null!)).Should().Throw<ArgumentNullException>();
        One.Invoking(one => one.Run((Func<Task<int>>)null!)).Should().Throw<ArgumentNullException>();
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Run_AHundredThousandInLine_AllRun()
    {
        const int Many = 100_000;
        var calls = 0;
        One.Acquire();
        for (var i = 0; i < Many; i++)
            One.Run(() => { calls++; });
        One.Release();
        calls.Should().Be(Many);
        IsFree().Should().BeTrue();
    }

    [Test]
    public void Line_WhoHasLeftIt_IsNotKept()
    {
        One.Acquire();
        var granted = Forgotten(cancelled: false);
        One.Acquire();
        var cancelled = Forgotten(cancelled: true);
        One.Acquire();
        One.Release();
        GC.Collect();
        granted.IsAlive.Should().BeFalse();
        cancelled.IsAlive.Should().BeFalse();
        GC.KeepAlive(One);
    }

    private protected abstract T Make();

    private protected abstract bool IsFree();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Forgotten(bool cancelled)
    {
        var d = One.Acquire();
        if (cancelled)
        {
            d.AddErrback((Failure _) => { });
            d.Cancel();
        }
        return new WeakReference(d);
    }

    private Deferred Note<TValue>(Deferred<TValue> deferred, string what) => deferred.AddCallback(_ => _log.Add(what));
}
