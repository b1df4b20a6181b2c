using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

/// <summary>Cancelling what an <c>async Deferred</c> method returned: what the awaited Deferred hears, what the method sees, how it
/// ends.</summary>
[TestFixture]
public sealed class MethodCancelTests
{
    public enum Shape
    {
        /// <summary>The method awaits the Deferred itself.</summary>
        Direct,

        /// <summary>It awaits another method, which awaits the Deferred.</summary>
        Stacked,

        /// <summary>As stacked, after a first await.</summary>
        StackedOnSecondAwait,
    }

    [Test]
    public void Cancel_AwaitedDeferred_IsCancelledAtOnce([Values] Shape shape)
    {
        Failure? heard = null;
        var d = Run(shape, () => new Deferred<int>().AddErrback(f => { heard = f; return f; }));
        d.AddErrback(_ => { });
        d.Cancel();
        heard!.Check<CancelledException>().Should().BeTrue();
    }

    [Test]
    public void Cancel_NotCaught_FailsWithCancelledException([Values] Shape shape)
    {
        var d = Run(shape, () => new Deferred<int>());
        d.Cancel();
        FailureResultOf<CancelledException>(d);
    }

    [Test]
    public void Cancel_CancellersErrorCaughtAndTranslated_FailsWithTheTranslation([Values] Shape shape)
    {
        var awaited = new Deferred<int>(x => x.Errback(new FormatException()));
        var d = Run(shape, () => awaited);
        d.Cancel();
        FailureResultOf<NotSupportedException>(d);
    }

    [Test]
    public void Cancel_CancellersErrorCaughtAndAnswered_SucceedsWithTheAnswer([Values] Shape shape)
    {
        var awaited = new Deferred<int>(x => x.Errback(new ArgumentException()));
        var d = Run(shape, () => awaited);
        d.Cancel();
        SuccessResultOf(d).Should().Be(4320);
    }

    [Test]
    public void Cancel_AwaitedEndsLater_MethodEndsOnlyThen([Values] Shape shape)
    {
        var more = new Deferred<int>();
        var d = Run(shape, () => new Deferred<int>().AddErrback(f =>
        {
            f.Trap<CancelledException>();
            return more;
        }));
        d.Cancel();
        AssertNoResult(d);
        more.Callback(6543);
        SuccessResultOf(d).Should().Be(6544);
    }

    [Test]
    public void Cancel_CaughtThenCancelledAgain_CancelsWhatIsAwaitedThen()
    {
        var asked = new List<Deferred>();
        var first = new Deferred<int>(asked.Add);
        var second = new Deferred<int>(asked.Add);
        var d = Both();
        asked.Should().BeEmpty();
        AssertNoResult(d);
        d.Cancel();
        asked.Should().Equal(first);
        AssertNoResult(d);
        d.Cancel();
        asked.Should().Equal(first, second);
        FailureResultOf<CancelledException>(d);

        async Deferred Both()
        {
            try
            {
                await first;
            }
            catch (CancelledException)
            {
                // Goes on.
            }
            await second;
        }
    }

    [Test]
    public void Cancel_Ended_DoesNothing()
    {
        var asked = 0;
        var awaited = new Deferred<int>(_ => asked++);
        var d = Run(Shape.Direct, () => awaited);
        awaited.Callback(1);
        d.Cancel();
        SuccessResultOf(d).Should().Be(2);
        asked.Should().Be(0);
    }

    private static Deferred<int> Run(Shape shape, Func<Deferred<int>> awaited)
    {
        var first = new Deferred();
        var d = Method(shape, awaited, first);
        first.Callback();
        return d;
    }

    private static async Deferred<int> Method(Shape shape, Func<Deferred<int>> awaited, Deferred first)
    {
        int value;
        try
        {
            if (shape == Shape.StackedOnSecondAwait)
                await first;
            value = shape == Shape.Direct ? await awaited() : await Inner(awaited);
        }
        catch (FormatException)
        {
            throw new NotSupportedException();
        }
        catch (ArgumentException)
        {
            value = 4319;
        }
        return value + 1;
    }

    private static async Deferred<int> Inner(Func<Deferred<int>> awaited) => await awaited();
}
