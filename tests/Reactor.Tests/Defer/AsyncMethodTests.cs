using Nito.AsyncEx;
using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class AsyncMethodTests
{
    private static readonly AsyncLocal<string?> Local = new();

    [Test]
    public void Method_NoSuspension_HasFiredOnReturn()
    {
        var d = Add(Deferred.Succeed(1), Deferred.Succeed(2));
        d.ToString().Should().Be("<Deferred of Int32 current result: 3>");
    }

    [Test]
    public void Method_Resumes_InlineInOrder()
    {
        var log = new List<string>();
        var d = new Deferred<int>();
        d.AddCallback(n => { log.Add("before"); return n; });
        var method = Run();
        method.AddCallback(s => log.Add("then " + s));
        d.AddCallback(n => { log.Add("after"); return n; });
        log.Add("firing");
        d.Callback(1);
        log.Add("fired");
        log.Should().Equal("start", "firing", "before", "resumed 1", "then done", "after", "fired");

        async Deferred<string> Run()
        {
            log.Add("start");
            log.Add("resumed " + await d);
            return "done";
        }
    }

    [Test]
    public void Method_WithoutValue_FiresAndFails()
    {
        var log = new List<string>();
        var d = new Deferred();
        Run(d, false).AddCallback(() => log.Add("ended"));
        Run(d, true).AddErrback(f => log.Add(f.GetErrorMessage()));
        d.Callback();
        log.Should().Equal("ended", "thrown");

        static async Deferred Run(Deferred d, bool isThrowing)
        {
            await d;
            if (isThrowing)
                throw new FormatException("thrown");
        }
    }

    [Test]
    public void Method_AwaitsAFailure_CatchesItWithTheOriginalStack()
    {
        var log = new List<string?>();
        var fired = Deferred.Succeed(1).AddCallback(ThrowingCallback);
        _ = Catch(fired);
        var late = new Deferred<int>();
        _ = Catch(late.AddCallback(ThrowingCallback));
        late.Callback(1);
        log.Should().HaveCount(2).And.OnlyContain(s => s!.Contains(nameof(ThrowingCallback)));

        async Deferred Catch(Deferred<int> d)
        {
            try
            {
                await d;
            }
            catch (FormatException e)
            {
                log.Add(e.StackTrace);
            }
        }
    }

    [Test]
    public void Method_AwaitsTheSameTwice_GetsTheValueTwice()
    {
        var d = new Deferred<int>();
        var sum = Twice(d);
        d.Callback(4);
        sum.Chain.Result.Should().Be(8);
        d.Chain.Result.Should().Be(4, "awaiting takes nothing away");

        static async Deferred<int> Twice(Deferred<int> d) => await d + await d;
    }

    [Test]
    public void Method_TwoAwaitOne_BothGetItInOrder()
    {
        var log = new List<string>();
        var d = new Deferred<int>();
        _ = Note("a");
        _ = Note("b");
        d.Callback(1);
        _ = Note("c");
        log.Should().Equal("a1", "b1", "c1");

        async Deferred Note(string name) => log.Add(name + await d);
    }

    [Test]
    public void Method_LoopsOverFired_AMillionTimesFlat()
    {
        var result = 0L;
        Sum().AddCallback(n => { result = n; });
        result.Should().Be(1_000_000);

        static async Deferred<long> Sum()
        {
            var sum = 0L;
            for (var i = 0; i < 1_000_000; i++)
                sum += await Deferred.Succeed(1);
            return sum;
        }
    }

    [Test]
    public void Method_LoopsOverOneThatFiresWhileItRuns_IsFlat()
    {
        // The Deferred is running its links, so each await of it queues; the chain's own loop resumes the method each time.
        var d = new Deferred<int>();
        var result = Sum();
        d.Callback(1);
        result.Chain.Result.Should().Be(200_000L);

        async Deferred<long> Sum()
        {
            var sum = 0L;
            for (var i = 0; i < 200_000; i++)
                sum += await d;
            return sum;
        }
    }

    [Test]
    public void Cancel_AwaitingADeferred_CancelsItAndThrowsAtTheAwait()
    {
        var asked = 0;
        var inner = new Deferred<int>(_ => asked++);
        var log = new List<string>();
        var method = Run();
        method.AddErrback(f => { log.Add(f.Type.Name); return 0; });
        method.Cancel();
        asked.Should().Be(1);
        log.Should().Equal("caught CancelledException", "CancelledException");

        async Deferred<int> Run()
        {
            try
            {
                return await inner;
            }
            catch (OperationCanceledException e)
            {
                log.Add("caught " + e.GetType().Name);
                throw;
            }
        }
    }

    [Test]
    public void Cancel_NestedTwoDeep_ReachesTheInnermost()
    {
        var asked = 0;
        var inner = new Deferred<int>(_ => asked++);
        Exception? seen = null;
        var outer = Outer(inner);
        outer.AddErrback(f => { seen = f.Value; });
        outer.Cancel();
        asked.Should().Be(1);
        seen.Should().BeOfType<CancelledException>();

        static async Deferred<int> Outer(Deferred<int> d) => 1 + await Middle(d);
        static async Deferred<int> Middle(Deferred<int> d) => 1 + await d;
    }

    [Test]
    public void Cancel_CancellerFiresAnotherOutcome_MethodSeesThat()
    {
        var inner = new Deferred<int>(d => d.Errback(new FormatException()));
        Exception? seen = null;
        var method = Run();
        method.AddErrback(f => { seen = f.Value; });
        method.Cancel();
        seen.Should().BeOfType<NotSupportedException>();

        async Deferred<int> Run()
        {
            try
            {
                return await inner;
            }
            catch (FormatException)
            {
                throw new NotSupportedException();
            }
        }
    }

    [Test]
    public void Cancel_CaughtAndContinued_EndsAsTheMethodDoes()
    {
        var first = new Deferred<int>();
        var second = new Deferred<int>();
        object? outcome = null;
        var method = Run();
        method.AddBoth(o => { outcome = o.IsSuccess ? o.Value : o.Failure; });
        method.Cancel();
        method.Called.Should().BeFalse("the method decides how it ends");
        outcome.Should().BeNull();
        second.Callback(7);
        outcome.Should().Be(7);

        async Deferred<int> Run()
        {
            try
            {
                return await first;
            }
            catch (CancelledException)
            {
                return await second;
            }
        }
    }

    [Test]
    public void Cancel_CaughtAndContinued_CanBeCancelledAgain()
    {
        var second = new Deferred<int>();
        Exception? seen = null;
        var method = Run();
        method.AddErrback(f => { seen = f.Value; });
        method.Cancel();
        seen.Should().BeNull();
        method.Cancel();
        seen.Should().BeOfType<CancelledException>();
        second.Called.Should().BeTrue();

        async Deferred<int> Run()
        {
            try
            {
                return await new Deferred<int>();
            }
            catch (CancelledException)
            {
                return await second;
            }
        }
    }

    [Test]
    public void Cancel_AwaitedIgnoresItForNow_MethodStillWaits()
    {
        // The awaited method swallows the cancellation and goes on; so does the outer one.
        var slow = new Deferred<string>();
        var outer = Outer();
        outer.Cancel();
        outer.Called.Should().BeFalse();
        slow.Callback("late");
        outer.Chain.Result.Should().Be("late");

        async Deferred<string> Outer() => await Inner();

        async Deferred<string> Inner()
        {
            try
            {
                await new Deferred();
            }
            catch (CancelledException)
            {
                // Goes on.
            }
            return await slow;
        }
    }

    [Test]
    public void Cancel_AwaitingATask_FailsAtOnceAndTheLateEndIsDropped()
    {
        var source = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        Exception? seen = null;
        Deferred<int>? method = null;
        AsyncContext.Run(async () =>
        {
            method = Run();
            method.Cancel();
            _ = method.AddErrback(f => { seen = f.Value; });
            source.SetResult();
            await goesOn.Task;
        });
        seen.Should().BeOfType<CancelledException>();
        method!.Chain.Result.Should().Be(0);

        async Deferred<int> Run()
        {
            await source.Task;
            goesOn.SetResult();
            return 5;
        }
    }

    [Test]
    public void Cancel_AwaitsAWaitingChain_ReachesItsInner()
    {
        var asked = 0;
        var inner = new Deferred<int>(_ => asked++);
        var waiting = Deferred.Succeed(0).AddCallback(_ => inner);
        var method = Run();
        method.AddErrback(_ => { });
        method.Cancel();
        asked.Should().Be(1);

        async Deferred<int> Run() => await waiting;
    }

    [Test]
    public void AsyncLocal_AcrossAwaits_IsTheMethodsOwn()
    {
        var log = new List<string?>();
        var d = new Deferred();
        Local.Value = "caller";
        _ = Run("one");
        _ = Run("two");
        log.Add(Local.Value);
        Local.Value = "firing";
        d.Callback();
        log.Add(Local.Value);
        log.Should().Equal("caller", "one", "two", "firing");

        async Deferred Run(string name)
        {
            Local.Value = name;
            await d;
            log.Add(Local.Value);
        }
    }

    [Test]
    public void AsyncLocal_SetAfterAnAwait_DoesNotStayWithTheFiringCode()
    {
        var d = new Deferred();
        Local.Value = "caller";
        _ = Run();
        d.Callback();
        Local.Value.Should().Be("caller");

        async Deferred Run()
        {
            await d;
            Local.Value = "method";
        }
    }

    [Test]
    public void Method_NestedVeryDeep_EndsWithoutOverflow()
    {
        var d = new Deferred<int>();
        var outer = Nest(d, 100_000);
        d.Callback(0);
        outer.Chain.Result.Should().Be(100_000);
    }

    [Test]
    public void Cancel_NestedVeryDeep_EndsWithoutOverflow()
    {
        Exception? seen = null;
        var asked = 0;
        var outer = Nest(new Deferred<int>(_ => asked++), 1_000);
        outer.AddErrback(f => { seen = f.Value; });
        outer.Cancel();
        asked.Should().Be(1);
        seen.Should().BeOfType<CancelledException>();
    }

    [Test]
    public void AwaitTask_InsideAMethod_ComesBackToTheContext()
    {
        var threads = new List<int>();
        var value = 0;
        AsyncContext.Run(async () =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Run().AddCallback(n => { value = n; threads.Add(Environment.CurrentManagedThreadId); });
        });
        value.Should().Be(4);
        threads.Should().HaveCount(3).And.OnlyContain(t => t == threads[0]);

        async Deferred<int> Run()
        {
            var n = await Task.Run(() => 4);
            threads.Add(Environment.CurrentManagedThreadId);
            return n;
        }
    }

    [Test]
    public void AwaitTask_ThenDeferred_InOneMethod()
    {
        var value = 0;
        AsyncContext.Run(async () => { value = await Run(); });
        value.Should().Be(6);

        static async Deferred<int> Run()
        {
            var sum = 0;
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                sum += await Deferred.Succeed(1);
                sum += await Task.FromResult(1);
            }
            return sum;
        }
    }

    [Test]
    public async Task AwaitDeferred_InATask_ResumesInline()
    {
        var d = new Deferred<int>();
        var task = Run();
        d.Callback(3);
        task.IsCompleted.Should().BeTrue();
        (await task).Should().Be(4);

        async Task<int> Run() => 1 + await d;
    }

    [Test]
    public void Await_OfAHandleWithoutValue_Waits()
    {
        var d = new Deferred<string>();
        var isDone = false;
        _ = Run(d.AddCallback(_ => { }));
        isDone.Should().BeFalse();
        d.Callback("x");
        isDone.Should().BeTrue();

        async Deferred Run(Deferred step)
        {
            await step;
            isDone = true;
        }
    }

    [Test]
    public void Await_InsideTheAwaitedChainsOwnCallback_ResumesAfterIt()
    {
        var log = new List<string>();
        var d = new Deferred<int>();
        d.AddCallback(n =>
        {
            _ = Note();
            log.Add("callback out");
            return n + 1;
        });
        d.Callback(1);
        log.Should().Equal("callback out", "resumed 2");

        async Deferred Note() => log.Add("resumed " + await d);
    }

    private static Deferred<int> Nest(Deferred<int> innermost, int depth)
    {
        var outer = innermost;
        for (var i = 0; i < depth; i++)
            outer = One(outer);
        return outer;

        static async Deferred<int> One(Deferred<int> inner) => 1 + await inner;
    }

    private static async Deferred<int> Add(Deferred<int> a, Deferred<int> b) => await a + await b;

    private static int ThrowingCallback(int n) => throw new FormatException();
}
