using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

/// <summary>Each way to write the function of DeferredLock.Run binds to the overload that the reader means.</summary>
[TestFixture]
public sealed class RunShapesTests
{
    private static readonly Type NoValue = typeof(Deferred);
    private static readonly Type Number = typeof(Deferred<int>);
    private static readonly Type Fails = typeof(FormatException);

    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return Shape("value", l => l.Run(() => 3), Number, 3);
        yield return Shape("value with a token", l => l.Run(() => 3, CancellationToken.None), Number, 3);
        yield return Shape("value block", l => l.Run(() => { return 3; }), Number, 3);
        yield return Shape("void", l => l.Run(() => Void()), NoValue, null);
        yield return Shape("void block", l => l.Run(() => { }), NoValue, null);
        yield return Shape("Deferred", l => l.Run(() => Deferred.Succeed()), NoValue, null);
        yield return Shape("Deferred of value", l => l.Run(() => Deferred.Succeed(3)), Number, 3);
        yield return Shape("Task", l => l.Run(() => Task.CompletedTask), NoValue, null);
        yield return Shape("Task of value", l => l.Run(() => Task.FromResult(3)), Number, 3);
        yield return Shape("async void-like", l => l.Run(async () => { await Deferred.Succeed(); }), NoValue, null);
        yield return Shape("async value", l => l.Run(async () => await Deferred.Succeed(3)), Number, 3);
        yield return Shape("async over a Task", l => l.Run(async () => { await Task.CompletedTask; return 3; }), Number, 3);
        yield return Shape("async Deferred", l => l.Run(async Deferred () => await Deferred.Succeed()), NoValue, null);
        yield return Shape("async Deferred of value", l => l.Run(async Deferred<int> () => await Deferred.Succeed(3)), Number, 3);
        yield return Shape("async Task of value", l => l.Run(async Task<int> () => { await Task.CompletedTask; return 3; }), Number, 3);
        yield return Shape("async that throws",
            l => l.Run(async () => { await Task.CompletedTask; throw new FormatException(); }), NoValue, Fails);
        yield return Shape("throw expression", l => l.Run(() => throw new FormatException()), NoValue, Fails);
        yield return Shape("throw block", l => l.Run(() => { throw new FormatException(); }), NoValue, Fails);
        yield return Shape("group: value", l => l.Run(Value), Number, 3);
        yield return Shape("group: void", l => l.Run(Void), NoValue, null);
        yield return Shape("group: Deferred", l => l.Run(Later), NoValue, null);
        yield return Shape("group: Deferred of value", l => l.Run(LaterValue), Number, 3);
        yield return Shape("group: Task", l => l.Run(VoidTask), NoValue, null);
        yield return Shape("group: Task of value", l => l.Run(ValueTask), Number, 3);
        yield return Shape("delegate: Deferred of value", l => l.Run((Func<Deferred<int>>)LaterValue), Number, 3);
        yield return Shape("delegate: Task of value", l => l.Run((Func<Task<int>>)ValueTask), Number, 3);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Run_Function_BindsAsMeantAndReleases(Func<DeferredLock, Deferred> shape, Type handle, object? expected)
    {
        var free = new DeferredLock();
        Check(shape(free), handle, expected);
        free.IsLocked.Should().BeFalse();

        var taken = new DeferredLock();
        taken.Acquire();
        var waiting = shape(taken);
        waiting.Called.Should().BeFalse();
        taken.Release();
        Check(waiting, handle, expected);
        taken.IsLocked.Should().BeFalse();
    }

    private static TestCaseData Shape(string name, Func<DeferredLock, Deferred> shape, Type handle, object? expected) =>
        new TestCaseData(shape, handle, expected).SetArgDisplayNames(name);

    private static void Check(Deferred run, Type handle, object? expected)
    {
        run.GetType().Should().Be(handle);
        run.Chain.IsSettled.Should().BeTrue();
        if (expected is Type failure)
            run.Chain.Result.Should().BeOfType<Failure>().Which.Value.Should().BeOfType(failure);
        else
            run.Chain.Result.Should().Be(expected);
        run.AddErrback(_ => { });
    }

    private static int Value() => 3;

    private static void Void()
    {
    }

    private static Deferred Later() => Deferred.Succeed();

    private static Deferred<int> LaterValue() => Deferred.Succeed(3);

    private static Task VoidTask() => Task.CompletedTask;

    private static Task<int> ValueTask() => Task.FromResult(3);
}
