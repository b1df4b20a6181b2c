using TwistedSharp.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Defer;

/// <summary>Methods that await methods that await Deferreds: the order of all steps, and what each sees.</summary>
[TestFixture]
public sealed class StackedMethodTests
{
    private List<string> _log = null!;
    private Deferred<int> _waits = null!;

    [SetUp]
    public void Start() => (_log, _waits) = ([], new Deferred<int>());

    [Test]
    public void ThreeDeep_OneAwaitEach_UnwindsFromTheInside()
    {
        var d = Outer(1);
        AssertNoResult(d);
        _waits.Callback(1);
        SuccessResultOf(d).Should().Be(8);
        _log.Should().Equal("outer in 1", "middle in 1", "inner in 1", "inner out 2", "middle out 4", "outer out 8");

        async Deferred<int> Outer(int x)
        {
            _log.Add($"outer in {x}");
            x = await Middle(x) + 4;
            _log.Add($"outer out {x}");
            return x;
        }

        async Deferred<int> Middle(int x)
        {
            _log.Add($"middle in {x}");
            x = await Inner(x) + 2;
            _log.Add($"middle out {x}");
            return x;
        }
    }

    [Test]
    public void ThreeDeep_SeveralAwaitsEach_KeepTheOrder()
    {
        var pending = new Queue<(Deferred<int> Deferred, int Value)>();
        var d = Outer(1);
        while (pending.TryDequeue(out var next))
            next.Deferred.Callback(next.Value);
        SuccessResultOf(d).Should().Be(9);
        _log.Should().Equal(
            "outer in 1", "middle in 1", "inner 1", "inner 2", "middle out 3 and two", "middle in 5", "inner 5", "inner 6",
            "middle out 7 and two");

        async Deferred<int> Outer(int x)
        {
            _log.Add($"outer in {x}");
            x = await Middle(x);
            return await Middle(x);
        }

        async Deferred<int> Middle(int x)
        {
            _log.Add($"middle in {x}");
            x = await Step(x);
            x = await Step(x);
            _log.Add($"middle out {x} and two");
            return x + 2;
        }

        async Deferred<int> Step(int x)
        {
            _log.Add($"inner {x}");
            var waits = new Deferred<int>();
            pending.Enqueue((waits, x));
            return await waits + 1;
        }
    }

    [Test]
    public void CallbackAddedToAMethod_EndedAtOnce_RunsBeforeTheOneWhoAwaits()
    {
        SuccessResultOf(Outer(1)).Should().Be(8);
        _log.Should().Equal("outer in", "no wait in", "no wait out", "callback 2", "outer goes on 4");

        async Deferred<int> Outer(int x)
        {
            _log.Add("outer in");
            x = await NoWait(x).AddCallback(Add2);
            _log.Add($"outer goes on {x}");
            return x + 4;
        }

        async Deferred<int> NoWait(int x)
        {
            _log.Add("no wait in");
            x += await Deferred.Succeed(1);
            _log.Add("no wait out");
            return x;
        }
    }

    [Test]
    public void CallbackAddedToAMethod_ThatWaits_RunsBeforeTheOneWhoAwaits()
    {
        var d = Outer(1);
        _log.Should().Equal("inner in 1");
        _waits.Callback(1);
        SuccessResultOf(d).Should().Be(8);
        _log.Should().Equal("inner in 1", "inner out 2", "callback 2", "outer goes on 4");

        async Deferred<int> Outer(int x)
        {
            x = await Inner(x).AddCallback(Add2);
            _log.Add($"outer goes on {x}");
            return x + 4;
        }
    }

    [Test]
    public void CallbackAddedToAMethod_OnTheSecondAwait_RunsBeforeTheOneWhoAwaits()
    {
        var d = Outer(1);
        var second = new Deferred<int>();
        (_waits, var first) = (second, _waits);
        first.Callback(1);
        AssertNoResult(d);
        second.Callback(2);
        SuccessResultOf(d).Should().Be(9);
        _log.Should().Equal("inner in 1", "inner out 2", "inner in 2", "inner out 3", "callback 3", "outer goes on 5");

        async Deferred<int> Outer(int x)
        {
            x = await Inner(x);
            x = await Inner(x).AddCallback(Add2);
            _log.Add($"outer goes on {x}");
            return x + 4;
        }
    }

    [Test]
    public void AwaitedMethodFails_OnTheFirstOrSecondAwait_TheOuterCatchesIt([Values] bool isSecond)
    {
        var fails = new Deferred<int>();
        var d = Outer(1);
        fails.Errback(new FormatException());
        SuccessResultOf(d).Should().Be(isSecond ? 6 : 5);
        _log.Should().Equal("failing in", "caught");

        async Deferred<int> Outer(int x)
        {
            if (isSecond)
                x += await Deferred.Succeed(1);
            try
            {
                x = await Failing();
            }
            catch (FormatException)
            {
                _log.Add("caught");
            }
            return x + 4;
        }

        async Deferred<int> Failing()
        {
            _log.Add("failing in");
            await fails;
            _log.Add("failing out");
            return 0;
        }
    }

    [Test]
    public void Method_AwaitsNothing_EndsAtOnce()
    {
        var d = Nothing();
        d.Called.Should().BeTrue();
        SuccessResultOf(d);

#pragma warning disable CS1998 // No await is what is tested.
        static async Deferred Nothing()
        {
        }
#pragma warning restore CS1998
    }

    [Test]
    public void Method_Throws_BeforeOrAfterAnAwait_Fails([Values] bool awaitsFirst)
    {
        var d = Throws();
        if (awaitsFirst)
            _waits.Callback(1);
        FailureResultOf<DivideByZeroException>(d);

        async Deferred<int> Throws()
        {
            if (awaitsFirst)
                await _waits;
            throw new DivideByZeroException();
        }
    }

    [Test]
    public void Method_AwaitsAFailureUncaught_FailsWithThatException([Values] bool isFired, [Values] bool isMethod)
    {
        var exception = new FormatException();
        var fails = isFired ? Deferred.Fail<int>(exception) : new Deferred<int>();
        var d = isMethod ? Passes(Passes(fails)) : Passes(fails);
        if (!isFired)
            fails.Errback(exception);
        FailureResultOf(d).Value.Should().BeSameAs(exception);

        static async Deferred<int> Passes(Deferred<int> x) => await x;
    }

    [Test]
    public void Method_AwaitsAChainThatGoesOnAfterwards_HasTheValueOfItsTurn()
    {
        var seen = new List<int>();
        var d = new Deferred<int>().AddCallback(n => n + 1);
        var method = Read();
        var end = d.AddCallback(n => n * 10);
        d.Callback(1);
        SuccessResultOf(method).Should().Be(2);
        SuccessResultOf(end).Should().Be(20);

        async Deferred<int> Read() => await d;
    }

    [Test]
    public void Method_DeferredChainsIntoAnother_HasTheLastValue()
    {
        var d = Read();
        SuccessResultOf(d).Should().Be(2);

        static async Deferred<int> Read() => await Deferred.Succeed(1).AddCallback(_ => Deferred.Succeed(2));
    }

    private async Deferred<int> Inner(int x)
    {
        _log.Add($"inner in {x}");
        x = await _waits + 1;
        _log.Add($"inner out {x}");
        return x;
    }

    private int Add2(int x)
    {
        _log.Add($"callback {x}");
        return x + 2;
    }
}
