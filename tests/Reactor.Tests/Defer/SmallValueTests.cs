using TwistedSharp.Defer;

namespace TwistedSharp.Tests.Defer;

[TestFixture]
public sealed class SmallValueTests
{
    private enum Colour : byte
    {
        Red,
        Green,
    }

    [Test]
    public void Values_OfEverySize_ComeThroughCallbacksAndAwaits()
    {
        Passes(true, false);
        Passes((byte)200, (byte)0);
        Passes(-7, int.MinValue);
        Passes(long.MinValue, long.MaxValue);
        Passes(double.NaN, -0.0);
        Passes(Colour.Green, Colour.Red);
        Passes<int?>(null, 3);
        Passes((1, 2), (-1, int.MaxValue));
        Passes(Guid.Empty, Guid.NewGuid());
        Passes<(int, string?)>((1, "one"), (2, null));
        Passes<string?>("text", null);
    }

    [Test]
    public void Value_ReadThroughAHandleOfAWiderType_IsBoxedOnItsOwn()
    {
        var wide = new Deferred<object>();
        var number = wide.AddCallback(static _ => 4);
        wide.Callback("");
        var seen = wide.GetAwaiter().GetResult();
        number.AddCallback(static n => n + 1);
        seen.Should().Be(4, "what was read stays as it was");
        number.GetAwaiter().GetResult().Should().Be(5);
    }

    [Test]
    public void Value_OfAnInnerDeferred_MovesToTheOneThatWaits([Values] bool isFired)
    {
        var inner = new Deferred<long>();
        if (isFired)
            inner.Callback(long.MaxValue);
        var outer = Deferred.Succeed(1).AddCallback(_ => inner);
        if (!isFired)
            inner.Callback(long.MaxValue);
        outer.GetAwaiter().GetResult().Should().Be(long.MaxValue);
        inner.GetAwaiter().GetResult().Should().Be(0);
    }

    [Test]
    public void Value_SeenByAddBoth_OutlivesTheNext()
    {
        Outcome<int> kept = default;
        var d = new Deferred<int>();
        d.AddBoth(outcome => kept = outcome);
        d.AddCallback(static n => n + 1);
        d.Callback(1);
        kept.Value.Should().Be(1);
        d.GetAwaiter().GetResult().Should().Be(2);
    }

    [Test]
    public void FiredTwice_SecondValue_ChangesNothing()
    {
        var d = Deferred.Succeed(1);
        d.Invoking(d => d.Callback(2)).Should().Throw<AlreadyCalledException>().WithMessage("*current result: 1*");
        d.GetAwaiter().GetResult().Should().Be(1);
    }

    private static void Passes<T>(T first, T second)
    {
        var seen = new List<T>();
        var d = new Deferred<T>();
        d.AddCallback(value =>
        {
            seen.Add(value);
            return second;
        });
        d.AddCallback(static (value, seen) =>
        {
            seen.Add(value);
            return value;
        }, seen);
        d.AddErrback(static failure => throw failure.Value);
        d.Callback(first);
        seen.Should().Equal(first, second);
        d.GetAwaiter().GetResult().Should().Be(second);
        Await(d).GetAwaiter().GetResult().Should().Be(second);

        static async Deferred<T> Await(Deferred<T> deferred) => await deferred;
    }
}
