using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Time;

/// <summary>How a loop ends, and what comes after. Expectations were taken from Twisted 22.4, unless they say that it
/// differs.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoopingCallEndTests
{
    private readonly Clock _clock = new();
    private readonly List<double> _times = [];

    [TestCase(0)]
    [TestCase(10)]
    public void Stop_BeforeTheFirstCall_FiresAtOnceAndLeavesNothing(double seconds)
    {
        var loop = new LoopingCall(_clock, Note);
        var ended = Watch(loop.Start(seconds, now: false));
        loop.Stop();
        ended.Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _clock.Advance(20);
        _times.Should().BeEmpty();
    }

    [Test]
    public void Stop_InTheFunction_FiresWhenItReturns()
    {
        var called = true;
        LoopingCall? loop = null;
        Deferred<LoopingCall>? started = null;
        loop = new LoopingCall(_clock, () =>
        {
            if (started is null)
                return;
            loop!.Stop();
            called = started.Called;
        });
        started = loop.Start(1);
        _clock.Advance(1);
        called.Should().BeFalse();
        Watch(started).Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stop_InTheVeryFirstCall_TheDeferredHasFired()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () => loop!.Stop());
        Watch(loop.Start(1)).Should().Equal(loop);
    }

    [Test]
    public void Stop_WhileTheFunctionsDeferredIsPending_FiresWithIt()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        var ended = Watch(loop.Start(1));
        loop.Stop();
        loop.Running.Should().BeFalse();
        ended.Should().BeEmpty();
        pending.Callback();
        ended.Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Stop_InACallbackOfTheFunctionsDeferred_EndsTheLoop()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            var d = new Deferred();
            d.AddCallback(() => loop!.Stop());
            _clock.CallLater(1, d.Callback);
            return d;
        });
        var ended = Watch(loop.Start(0.2));
        _clock.Pump(0.2, 0.8);
        _clock.GetDelayedCalls().Should().BeEmpty();
        ended.Should().Equal(loop);
    }

    [Test]
    public void Stop_FromAnotherTimedCall_PreventsTheNext()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Start(1, now: false);
        _clock.CallLater(1, () => _clock.CallLater(0, Note));
        _clock.CallLater(0.5, loop.Stop);
        _clock.Advance(5);
        _times.Should().Equal(5);
    }

    [Test]
    public void Function_Throws_EndsTheLoopAndFailsTheDeferred()
    {
        LoopingCall? loop = null;
        var running = true;
        loop = new LoopingCall(_clock, () =>
        {
            if (_clock.Seconds() > 0)
                throw new FormatException();
        });
        var error = loop.Start(1).AddErrback(_ => { running = loop.Running; }).AddErrback(_ => { });
        running.Should().BeTrue();
        _clock.Advance(1);
        running.Should().BeFalse("it has ended before anyone is told");
        _clock.GetDelayedCalls().Should().BeEmpty();
        error.Called.Should().BeTrue();
    }

    [Test]
    public void Function_ThrowsInTheFirstCall_StartReturnsTheFailure()
    {
        var loop = new LoopingCall(_clock, () => throw new FormatException());
        Seen(loop.Start(1)).Should().BeOfType<FormatException>();
        loop.Running.Should().BeFalse();
    }

    [Test]
    public void Function_StopsAndThrows_Fails()
    {
        LoopingCall? loop = null;
        loop = new LoopingCall(_clock, () =>
        {
            loop!.Stop();
            throw new FormatException();
        });
        Seen(loop.Start(0.1)).Should().BeOfType<FormatException>();
    }

    [Test]
    public void Function_DeferredFails_EndsTheLoopAndFailsTheDeferred()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        var started = loop.Start(1);
        _clock.Advance(0.3);
        pending.Errback(new FormatException());
        Seen(started).Should().BeOfType<FormatException>();
        loop.Running.Should().BeFalse();
        _clock.GetDelayedCalls().Should().BeEmpty();
        Seen(pending).Should().BeNull("the loop has taken the failure over");
    }

    [Test]
    public void Function_DeferredFailsAfterStop_FailsTheDeferred()
    {
        var pending = new Deferred();
        var loop = new LoopingCall(_clock, () => pending);
        var started = loop.Start(1);
        loop.Stop();
        pending.Errback(new FormatException());
        Seen(started).Should().BeOfType<FormatException>();
    }

    [Test]
    public void Function_TaskFailsOrIsCancelled_EndsTheLoop()
    {
        Seen(new LoopingCall(_clock, () => Task.FromException(new FormatException())).Start(1)).Should().BeOfType<FormatException>();
        Seen(new LoopingCall(_clock, () => Task.FromCanceled(new CancellationToken(true))).Start(1))
            .Should().BeOfType<CancelledException>();
    }

    [Test]
    public void Start_AfterStop_RunsAnew()
    {
        var loop = new LoopingCall(_clock, Note);
        var first = loop.Start(1);
        loop.Stop();
        _clock.Advance(0.25);
        var second = loop.Start(2);
        _clock.Advance(2);
        _times.Should().Equal(0, 0.25, 2.25);
        loop.StartTime.Should().Be(0.25);
        loop.Interval.Should().Be(TimeSpan.FromSeconds(2));
        first.Called.Should().BeTrue();
        second.Called.Should().BeFalse();
    }

    [Test]
    public void Start_AfterAFailure_RunsAnew()
    {
        var fail = true;
        var loop = new LoopingCall(_clock, () =>
        {
            Note();
            if (fail)
                throw new FormatException();
        });
        Seen(loop.Start(1));
        fail = false;
        loop.Start(1);
        _clock.Advance(1);
        _times.Should().Equal(0, 0, 1);
    }

    [Test]
    public void StopAndStart_InTheFunction_EachRunIsOnItsOwn()
    {
        // Twisted makes two loops of it, and the first Deferred never fires.
        LoopingCall? loop = null;
        var second = new List<LoopingCall>();
        loop = new LoopingCall(_clock, () =>
        {
            Note();
            if (_times.Count != 2)
                return;
            loop!.Stop();
            second = Watch(loop.Start(2, now: false));
        });
        var first = Watch(loop.Start(1));
        _clock.Pump(1, 1, 1, 1, 1, 1);
        _times.Should().Equal(0, 1, 3, 5);
        first.Should().Equal(loop);
        second.Should().BeEmpty();
        loop.Stop();
        second.Should().Equal(loop);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Start_WhileTheLastRunsDeferredIsPending_ThatRunEndsWithIt()
    {
        var pending = new List<Deferred>();
        var loop = new LoopingCall(_clock, () =>
        {
            Note();
            pending.Add(new Deferred());
            return pending[^1];
        });
        var first = loop.Start(1);
        loop.Stop();
        var second = loop.Start(1);
        _times.Should().HaveCount(2);
        pending[0].Errback(new FormatException());
        Seen(first).Should().BeOfType<FormatException>();
        loop.Running.Should().BeTrue();
        pending[1].Callback();
        _clock.Advance(1);
        _times.Should().HaveCount(3);
        second.Called.Should().BeFalse();
    }

    [Test]
    public void StartsDeferred_Cancelled_TheLoopGoesOn()
    {
        var loop = new LoopingCall(_clock, Note);
        var started = loop.Start(1);
        started.Cancel();
        Seen(started).Should().BeOfType<CancelledException>();
        _clock.Advance(1);
        _times.Should().HaveCount(2);
        loop.Invoking(l => l.Stop()).Should().NotThrow();
    }

    [Test]
    public void StopAndReset_NotRunning_Throw()
    {
        var loop = new LoopingCall(_clock, Note);
        loop.Invoking(l => l.Stop()).Should().Throw<InvalidOperationException>().WithMessage("*does not run*");
        loop.Invoking(l => l.Reset()).Should().Throw<InvalidOperationException>().WithMessage("*does not run*");
    }

    private static List<LoopingCall> Watch(Deferred<LoopingCall> started)
    {
        var seen = new List<LoopingCall>();
        started.AddCallback(seen.Add);
        return seen;
    }

    private static Exception? Seen(Deferred d)
    {
        Exception? seen = null;
        d.AddErrback(f => { seen = f.Value; });
        return seen;
    }

    private void Note() => _times.Add(_clock.Seconds());
}
