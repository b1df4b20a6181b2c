using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

/// <summary>A failure's traceback names every layer the exception went through.</summary>
[TestFixture]
public sealed class MethodTracebackTests
{
    [Test]
    public void OneLayer_NamesBothMethods([Values] bool isFired) => Check(isFired, Calling, nameof(Calling));

    [Test]
    public void FourLayers_NameAllMethods([Values] bool isFired) =>
        Check(isFired, d => Calling3(d), nameof(Calling), nameof(Calling2), nameof(Calling3));

    [Test]
    public void TaskBetween_NamesAllMethods([Values] bool isFired) =>
        Check(isFired, CallingTask, nameof(ErroringTask), nameof(CallingTask));

    [Test]
    public void Awaited_FailureThrownElsewhere_NamesThatPlaceAndTheMethod([Values] bool isFired)
    {
        var exception = Thrown();
        var d = isFired ? Deferred.Fail<int>(exception) : new Deferred<int>();
        var method = Passing(d);
        if (!isFired)
            d.Errback(exception);
        FailureResultOf(method).GetTraceback().Should().Contain(nameof(Thrower)).And.Contain(nameof(Passing));
    }

    [Test]
    public void ThrownOn_IntoADeferred_NamesTheOriginalPlace()
    {
        var failure = new Failure(Thrown());
        var d = new Deferred<int>();
        try
        {
            failure.Throw();
        }
        catch (FormatException e)
        {
            d.Errback(e);
        }
        FailureResultOf(d).GetTraceback().Should().Contain(nameof(Thrower))
            .And.Contain(nameof(ThrownOn_IntoADeferred_NamesTheOriginalPlace));
    }

    [Test]
    public void AwaitedOften_TheTracebackDoesNotGrow()
    {
        var d = Deferred.Fail<int>(Thrown());
        var lengths = Enumerable.Range(0, 3).Select(_ => FailureResultOf(Passing(d)).GetTraceback().Length).ToList();
        lengths.Should().OnlyContain(length => length == lengths[0]);
        d.AddErrback(_ => { });
    }

    [Test]
    public void Awaited_FailureMadeWithoutStack_GetsOneOnTheWay()
    {
        var failure = FailureResultOf(Passing(Deferred.Fail<int>(new FormatException("never thrown"))));
        failure.GetTraceback().Should().StartWith("System.FormatException: never thrown").And.Contain(nameof(Passing));
    }

    [Test]
    public void CaughtThenAnotherThrown_TheFailureIsTheOther()
    {
        var d = Translating(Deferred.Fail<int>(Thrown()));
        var failure = FailureResultOf(d);
        failure.Value.Should().BeOfType<IndexOutOfRangeException>();
        failure.GetTraceback().Should().Contain(nameof(Translating)).And.NotContain(nameof(Thrower));
    }

    [Test]
    public void CaughtInside_FailureMadeThere_IsOfTheExceptionAtHand()
    {
        Failure? made = null;
        var d = Note(Deferred.Fail<int>(Thrown()));
        SuccessResultOf(d);
        made!.Value.Should().BeOfType<IndexOutOfRangeException>();

        async Deferred Note(Deferred<int> fails)
        {
            try
            {
                await Translating(fails);
            }
            catch (Exception e)
            {
                made = new Failure(e);
            }
        }
    }

    private static void Check(bool isFired, Func<Deferred, Deferred> method, params string[] names)
    {
        var d = new Deferred();
        if (isFired)
            d.Callback();
        var result = method(d);
        if (!isFired)
            d.Callback();
        var text = FailureResultOf(result).GetTraceback();
        text.Should().Contain("the marker").And.Contain(nameof(Thrower)).And.ContainAll(names);
        text.Should().NotContain("at TwistedSharp.Defer.", "the layers are the user's, not the library's")
            .And.NotContain("at TwistedSharp.Failure.");
    }

    private static async Deferred Erroring(Deferred d)
    {
        await d;
        Thrower();
    }

    private static async Deferred Calling(Deferred d) => await Erroring(d);

    private static async Deferred Calling2(Deferred d) => await Calling(d);

    private static async Deferred Calling3(Deferred d) => await Calling2(d);

    private static async Task ErroringTask(Deferred d)
    {
        await d;
        Thrower();
    }

    private static async Deferred CallingTask(Deferred d) => await ErroringTask(d);

    private static async Deferred<int> Passing(Deferred<int> d) => await d;

    private static async Deferred<int> Translating(Deferred<int> d)
    {
        try
        {
            return await d;
        }
        catch (FormatException)
        {
            throw new IndexOutOfRangeException();
        }
    }

    private static FormatException Thrown()
    {
        try
        {
            Thrower();
        }
        catch (FormatException e)
        {
            return e;
        }
        throw new InvalidOperationException("unreachable");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Thrower() => throw new FormatException("the marker");
}
