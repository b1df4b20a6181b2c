using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DeferLaterTests
{
    private static readonly TimeSpan Three = TimeSpan.FromSeconds(3);

    private readonly Clock _clock = new();
    private int _calls;

    [Test]
    public void Function_ReturnsAValue_FiresWithItWhenTheTimeHasCome()
    {
        var d = _clock.DeferLater(Three, () => "value");
        _clock.Advance(2.9);
        d.Called.Should().BeFalse();
        _clock.Advance(0.1);
        Result(d).Should().Be("value");
    }

    [Test]
    public void NoFunction_FiresWhenTheTimeHasCome()
    {
        var d = _clock.DeferLater(2.0);
        _clock.Advance(1.9);
        d.Called.Should().BeFalse();
        _clock.Advance(0.1);
        d.Called.Should().BeTrue();
        _clock.DeferLater(Three).Called.Should().BeFalse();
    }

    [Test]
    public void Function_Throws_Fails()
    {
        var d = _clock.DeferLater(1, () => throw new FormatException());
        _clock.Advance(1);
        Seen(d).Should().BeOfType<FormatException>();
    }

    [Test]
    public void Cancel_BeforeTheTime_TakesTheCallBack()
    {
        var d = _clock.DeferLater(1, () => { _calls++; });
        d.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
        _clock.Advance(2);
        _calls.Should().Be(0);
    }

    [Test]
    public void Cancel_OfATypedHandle_TakesTheCallBack()
    {
        var d = _clock.DeferLater(1, () => 5);
        d.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Cancel_WhileTheFunctionsDeferredIsPending_CancelsThatOne()
    {
        var asked = 0;
        var inner = new Deferred<int>(_ => asked++);
        var d = _clock.DeferLater(1, () => inner);
        _clock.Advance(1);
        d.Cancel();
        asked.Should().Be(1);
        Seen(d).Should().BeOfType<CancelledException>();
    }

    [Test]
    public void EveryShape_IsWaitedForAndGivesItsValue()
    {
        var gate = new Deferred();
        var number = new Deferred<int>();
        var task = new TaskCompletionSource<int>();
        Deferred[] plain =
        [
            _clock.DeferLater(1, () => gate), _clock.DeferLater(Three, () => gate),
            _clock.DeferLater(1, Gate), _clock.DeferLater(1, async () => { await gate; }),
            _clock.DeferLater(1, () => (Task)task.Task), _clock.DeferLater(Three, () => (Task)task.Task),
        ];
        Deferred<int>[] typed =
        [
            _clock.DeferLater(1, () => Pending()), _clock.DeferLater(Three, Pending),
            _clock.DeferLater(1, async () => await number), _clock.DeferLater(1, () => task.Task),
        ];
        Deferred<int>[] atOnce =
        [
            _clock.DeferLater(1, () => 5), _clock.DeferLater(Three, () => 5), _clock.DeferLater(1, () => Deferred.Succeed(5)),
            _clock.DeferLater(Three, () => Deferred.Succeed(5)), _clock.DeferLater(1, () => Task.FromResult(5)),
            _clock.DeferLater(Three, () => Task.FromResult(5)),
        ];
        Deferred[] done = [_clock.DeferLater(Three, () => { _calls++; }), _clock.DeferLater(1, Count)];
        var ended = 0;
        foreach (var d in plain)
            d.AddCallback(() => { ended++; });
        var values = new List<int>();
        foreach (var d in typed)
            d.AddCallback(values.Add);
        _clock.Advance(3);
        foreach (var d in atOnce)
            Result(d).Should().Be(5);
        foreach (var d in done)
            d.Called.Should().BeTrue();
        _calls.Should().Be(2);
        ended.Should().Be(0);
        values.Should().BeEmpty();
        gate.Callback();
        number.Callback(7);
        ended.Should().Be(4);
        values.Should().Equal(7, 7, 7);

        Deferred Gate() => gate;

        Deferred<int> Pending()
        {
            var d = new Deferred<int>();
            number.AddCallback(n =>
            {
                d.Callback(n);
                return n;
            });
            return d;
        }
    }

    [Test]
    public void Function_ReturnsATaskThatEndsLater_IsWaitedFor()
    {
        var task = new TaskCompletionSource<int>();
        var d = _clock.DeferLater(1, () => task.Task);
        _clock.Advance(1);
        var seen = 0;
        d.AddCallback(n => { seen = n; });
        seen.Should().Be(0);
        task.SetResult(6);
        seen.Should().Be(6);
    }

    [Test]
    public void Token_CancelledBeforeTheTime_CancelsAndTakesTheCallBack()
    {
        using var source = new CancellationTokenSource();
        var d = _clock.DeferLater(Three, () => 5, source.Token);
        source.Cancel();
        Seen(d).Should().BeOfType<CancelledException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Token_CancelledAlready_CancelsAtOnce()
    {
        var d = _clock.DeferLater(3.0, Count, new CancellationToken(canceled: true));
        Seen(d).Should().BeOfType<CancelledException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
        _calls.Should().Be(0);
    }

    [Test]
    public void Token_CancelledAfterItFired_LeavesWhatWasChainedOnAlone()
    {
        using var source = new CancellationTokenSource();
        var asked = 0;
        var later = new Deferred(_ => asked++);
        var d = _clock.DeferLater(1, source.Token).AddCallback(() => later);
        _clock.Advance(1);
        source.Cancel();
        asked.Should().Be(0);
        d.Paused.Should().Be(1);
    }

    [Test]
    public void Token_CancelledWhileTheFunctionsDeferredIsPending_CancelsThatOne()
    {
        using var source = new CancellationTokenSource();
        var asked = 0;
        var d = _clock.DeferLater(1, () => new Deferred(_ => asked++), source.Token);
        _clock.Advance(1);
        source.Cancel();
        asked.Should().Be(1);
        Seen(d).Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Token_CancelledOffTheContext_ComesHomeFirst()
    {
        using var source = new CancellationTokenSource();
        var context = new ManualContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        var d = _clock.DeferLater(Three, source.Token);
        var fired = _clock.DeferLater(1, source.Token);
        SynchronizationContext.SetSynchronizationContext(before);
        source.Cancel();
        d.Called.Should().BeFalse();
        _clock.Advance(1);
        context.RunPosted();
        Seen(d).Should().BeOfType<CancelledException>();
        Seen(fired).Should().BeNull("it had fired when the cancellation came home");
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void BadArguments_Throw()
    {
        _clock.Invoking(c => c.DeferLater(-1)).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.DeferLater(double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.DeferLater(TimeSpan.FromTicks(-1), () => 1)).Should().Throw<ArgumentOutOfRangeException>();
        _clock.Invoking(c => c.DeferLater(1, (Action)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => ((IReactorTime)null!).DeferLater(1)).Should().Throw<ArgumentNullException>();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    private static T? Result<T>(Deferred<T> d)
    {
        var result = default(T);
        d.AddCallback(v => { result = v; });
        return result;
    }

    private static Exception? Seen(Deferred d)
    {
        Exception? seen = null;
        d.AddErrback(f => { seen = f.Value; });
        return seen;
    }

    private void Count() => _calls++;
}
