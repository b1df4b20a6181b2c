using Nito.AsyncEx;
using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class MaybeDeferredTests
{
    private static readonly Type NoValue = typeof(Deferred);
    private static readonly Type Number = typeof(Deferred<int>);
    private static readonly Type Fails = typeof(FormatException);

    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return Shape("value", () => Deferred.MaybeDeferred(() => 3), Number, 3);
        yield return Shape("value of a call", () => Deferred.MaybeDeferred(() => Three()), Number, 3);
        yield return Shape("void", () => Deferred.MaybeDeferred(() => Void()), NoValue, null);
        yield return Shape("void block", () => Deferred.MaybeDeferred(() => { }), NoValue, null);
        yield return Shape("throw expression", () => Deferred.MaybeDeferred(() => throw new FormatException()), NoValue, Fails);
        yield return Shape("throw block", () => Deferred.MaybeDeferred(() => { throw new FormatException(); }), NoValue, Fails);
        yield return Shape("throw, typed", () => Deferred.MaybeDeferred<int>(() => throw new FormatException()), Number, Fails);
        yield return Shape("value or throw",
            () => Deferred.MaybeDeferred(() => Two() == 3 ? 1 : throw new FormatException()), Number, Fails);
        yield return Shape("Deferred", () => Deferred.MaybeDeferred(() => Deferred.Succeed()), NoValue, null);
        yield return Shape("Deferred of value", () => Deferred.MaybeDeferred(() => Deferred.Succeed(3)), Number, 3);
        yield return Shape("Deferred of value, failed",
            () => Deferred.MaybeDeferred(() => Deferred.Fail<int>(new FormatException())), Number, Fails);
        yield return Shape("Task", () => Deferred.MaybeDeferred(() => Task.CompletedTask), NoValue, null);
        yield return Shape("Task of value", () => Deferred.MaybeDeferred(() => Task.FromResult(3)), Number, 3);
        yield return Shape("Task, failed", () => Deferred.MaybeDeferred(() => Task.FromException(new FormatException())), NoValue, Fails);
        yield return Shape("Task of value, failed",
            () => Deferred.MaybeDeferred(() => Task.FromException<int>(new FormatException())), Number, Fails);
        yield return Shape("async", () => Deferred.MaybeDeferred(async () => await Task.CompletedTask), NoValue, null);
        yield return Shape("async block", () => Deferred.MaybeDeferred(async () => { await Task.CompletedTask; }), NoValue, null);
        yield return Shape("async value", () => Deferred.MaybeDeferred(async () => { await Task.CompletedTask; return 3; }), Number, 3);
        yield return Shape("async over a Deferred", () => Deferred.MaybeDeferred(async () => await Deferred.Succeed(3)), Number, 3);
        yield return Shape("async that throws",
            () => Deferred.MaybeDeferred(async () => { await Task.CompletedTask; throw new FormatException(); }), NoValue, Fails);
        yield return Shape("Failure", () => Deferred.MaybeDeferred(() => new Failure(new FormatException())), NoValue, Fails);
        yield return Shape("group: value", () => Deferred.MaybeDeferred(Three), Number, 3);
        yield return Shape("group: void", () => Deferred.MaybeDeferred(Void), NoValue, null);
        yield return Shape("group: Deferred", () => Deferred.MaybeDeferred(Later), NoValue, null);
        yield return Shape("group: Deferred of value", () => Deferred.MaybeDeferred(LaterThree), Number, 3);
        yield return Shape("group: Task", () => Deferred.MaybeDeferred(TaskOfNothing), NoValue, null);
        yield return Shape("group: Task of value", () => Deferred.MaybeDeferred(TaskOfThree), Number, 3);
        yield return Shape("group: Failure", () => Deferred.MaybeDeferred(Failing), NoValue, Fails);
        yield return Shape("group: async Deferred", () => Deferred.MaybeDeferred(AsyncThree), Number, 3);
        yield return Shape("group: async Deferred that fails", () => Deferred.MaybeDeferred(AsyncThrow), Number, Fails);
        yield return Shape("execute: value", () => Deferred.Execute(() => 3), Number, 3);
        yield return Shape("execute: void", () => Deferred.Execute(() => Void()), NoValue, null);
        yield return Shape("execute: throw", () => Deferred.Execute(() => throw new FormatException()), NoValue, Fails);
        yield return Shape("execute: throw, typed", () => Deferred.Execute<int>(() => throw new FormatException()), Number, Fails);
        yield return Shape("execute: group of value", () => Deferred.Execute(Three), Number, 3);
        yield return Shape("execute: group of void", () => Deferred.Execute(Void), NoValue, null);
        yield return Shape("execute: Failure",
            () => Deferred.Execute(() => new Failure(new FormatException())), typeof(Deferred<Failure>), Fails);
    }

    [TestCaseSource(nameof(Shapes))]
    public void MaybeDeferred_EachShape_BindsAsMeant(Func<Deferred> call, Type handle, object? expected)
    {
        var made = call();
        made.GetType().Should().Be(handle);
        made.Chain.IsSettled.Should().BeTrue();
        if (expected is Type failure)
            FailureResultOf(made).Value.Should().BeOfType(failure);
        else
            made.Chain.Result.Should().Be(expected);
    }

    [Test]
    public void MaybeDeferred_Argument_IsCaptured()
    {
        var x = 10;
        SuccessResultOf(Deferred.MaybeDeferred(() => x + 5)).Should().Be(15);
    }

    [Test]
    public void MaybeDeferred_Throws_FailsWithThatException()
    {
        var expected = new FormatException("that value is unacceptable");
        FailureResultOf(Deferred.MaybeDeferred(int () => throw expected)).Value.Should().BeSameAs(expected);
    }

    [Test]
    public void MaybeDeferred_ReturnsAFailure_FailsWithThatFailure()
    {
        var expected = new Failure(new FormatException());
        FailureResultOf(Deferred.MaybeDeferred(() => expected)).Should().BeSameAs(expected);
        FailureResultOf(Deferred.MaybeDeferred(object () => expected)).Should().BeSameAs(expected);
    }

    [Test]
    public void MaybeDeferred_ReturnsADeferred_GivesThatOne()
    {
        var (typed, plain) = (new Deferred<int>(), new Deferred());
        Deferred.MaybeDeferred(() => typed).Should().BeSameAs(typed);
        Deferred.MaybeDeferred(() => plain).Should().BeSameAs(plain);
        var failed = new Deferred<int>();
        var made = Deferred.MaybeDeferred(() => failed);
        failed.Errback(new FormatException());
        FailureResultOf<FormatException>(made);
    }

    [Test]
    public void MaybeDeferred_ObjectHappensToBeADeferred_IsWaitedFor()
    {
        var later = new Deferred<int>();
        var made = Deferred.MaybeDeferred(object () => later);
        AssertNoResult(made);
        later.Callback(3);
        SuccessResultOf(made).Should().Be(3);
        var same = new Deferred<object>();
        Deferred.MaybeDeferred(object () => same).Should().BeSameAs(same);
        SuccessResultOf(Deferred.MaybeDeferred(object? () => Deferred.Succeed())).Should().BeNull();
        SuccessResultOf(Deferred.MaybeDeferred(object () => "value")).Should().Be("value");
    }

    [Test]
    public void MaybeDeferred_AsyncLambda_ForwardsCancellationToWhatItAwaits()
    {
        var inner = new Deferred<int>();
        var made = Deferred.MaybeDeferred(async () => await inner);
        made.Cancel();
        FailureResultOf<CancelledException>(inner);
        FailureResultOf<CancelledException>(made);
    }

    [Test]
    public void MaybeDeferred_TaskEndsLater_FiresOnTheContext()
    {
        var threads = new List<int>();
        AsyncContext.Run(async () =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Deferred.MaybeDeferred(() => Task.Run(() => 5)).AddCallback(_ => threads.Add(Environment.CurrentManagedThreadId));
        });
        threads.Distinct().Should().ContainSingle();
        threads.Should().HaveCount(2);
    }

    [Test]
    public void MaybeDeferred_ReturnsNull_FailsAndSaysWhatWasExpected()
    {
        FailureResultOf<InvalidOperationException>(Deferred.MaybeDeferred(Deferred<int> () => null!))
            .Message.Should().Be("The function returned null; a Deferred was expected.");
        FailureResultOf<InvalidOperationException>(Deferred.MaybeDeferred(Deferred () => null!));
        FailureResultOf<InvalidOperationException>(Deferred.MaybeDeferred(Failure () => null!))
            .Message.Should().Be("The function returned null; a Failure was expected.");
        FailureResultOf<ArgumentNullException>(Deferred.MaybeDeferred(Task () => null!));
        FailureResultOf<ArgumentNullException>(Deferred.MaybeDeferred(Task<int> () => null!));
    }

    [Test]
    public void MaybeDeferred_NullFunction_ThrowsAtOnce()
    {
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Func<int>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Action)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Func<Deferred>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Func<Deferred<int>>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Func<Task>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Func<Task<int>>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.MaybeDeferred((Func<Failure>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.Execute((Func<int>)null!); }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => { Deferred.Execute((Action)null!); }).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void Execute_FunctionReturnsSomethingToWaitFor_ThrowsAtOnce()
    {
        var calls = 0;
        FluentActions.Invoking(() => { Deferred.Execute(() => { calls++; return Deferred.Succeed(1); }); })
            .Should().Throw<ArgumentException>().WithMessage("Execute does not wait for the Deferred`1*MaybeDeferred*");
        FluentActions.Invoking(() => { Deferred.Execute(() => { calls++; return Task.CompletedTask; }); })
            .Should().Throw<ArgumentException>();
        calls.Should().Be(0);
    }

    [Test]
    public void LogError_AsErrback_LogsAndPassesTheFailureOn()
    {
        using var log = new LogWatch();
        var failure = new Failure(new FormatException());
        Deferred.LogError(failure).Should().BeSameAs(failure);
        log.Events.Should().ContainSingle(e => ReferenceEquals(e.Failure, failure)).Which.Message.Should().Be("A Deferred failed");

        FailureResultOf(Deferred.Fail<string>(failure).AddErrback(Deferred.LogError)).Should().BeSameAs(failure);
        FailureResultOf(Deferred.Fail<object>(failure).AddErrback(Deferred.LogError)).Should().BeSameAs(failure);
        FailureResultOf(Deferred.Fail<Failure>(failure).AddErrback(Deferred.LogError)).Should().BeSameAs(failure);
        FailureResultOf(Deferred.Fail(failure.Value).AddErrback(Deferred.LogError)).Value.Should().BeSameAs(failure.Value);
        log.Events.Count(e => e.Failure?.Value == failure.Value).Should().Be(5);
        SuccessResultOf(Deferred.Succeed(1).AddErrback(Deferred.LogError)).Should().Be(1);
        FluentActions.Invoking(() => Deferred.LogError(null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void LogError_LastInTheChain_LeavesTheFailureUnhandled()
    {
        using var log = new LogWatch();
        log.After(e => Deferred.Fail<int>(e).AddErrback(Deferred.LogError)).Select(e => e.Message)
            .Should().Equal("A Deferred failed", "Unhandled error in Deferred");
    }

    private static TestCaseData Shape(string name, Func<Deferred> call, Type handle, object? expected) =>
        new TestCaseData(call, handle, expected).SetArgDisplayNames(name);

    private static int Two() => 2;

    private static int Three() => 3;

    private static void Void() => _ = 0;

    private static Deferred Later() => Deferred.Succeed();

    private static Deferred<int> LaterThree() => Deferred.Succeed(3);

    private static Task TaskOfNothing() => Task.CompletedTask;

    private static Task<int> TaskOfThree() => Task.FromResult(3);

    private static Failure Failing() => new(new FormatException());

    private static async Deferred<int> AsyncThree() => await Deferred.Succeed(3);

    private static async Deferred<int> AsyncThrow()
    {
        await Deferred.Succeed();
        throw new FormatException();
    }
}
