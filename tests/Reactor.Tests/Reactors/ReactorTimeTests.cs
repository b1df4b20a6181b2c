namespace TwistedSharp.Tests.Reactors;

public sealed class ReactorTimeTests(Type kind) : ReactorContract(kind)
{
    [Test]
    public void CallLater_SeveralDelays_CallsInTheOrderTheyAreDue()
    {
        var order = new List<string>();
        Run(() =>
        {
            Reactor.CallLater(0.02, Reactor.Stop);
            Reactor.CallLater(0.01, () => order.Add("second"));
            Reactor.CallLater(TimeSpan.FromMilliseconds(5), () => order.Add("first"));
            Reactor.CallLater(0.01, () => order.Add("third"));
        });
        order.Should().Equal("first", "second", "third");
    }

    [Test]
    public void CallLater_ZeroInsideATimedCall_RunsInTheNextTurn()
    {
        var turns = new List<long>();
        Run(() => Reactor.CallLater(0, () =>
        {
            turns.Add(Reactor.Turns);
            Reactor.CallLater(0, () =>
            {
                turns.Add(Reactor.Turns);
                Reactor.Stop();
            });
        }));
        turns[1].Should().Be(turns[0] + 1);
    }

    [Test]
    public void CallLater_NeverRunsBeforeItIsDue()
    {
        var early = 0;
        Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                var due = Reactor.Seconds() + (i / 5000.0);
                Reactor.CallLater(i / 5000.0, () => early += Reactor.Seconds() < due - 0.0000002 ? 1 : 0);
            }
            Reactor.CallLater(0.02, Reactor.Stop);
        });
        early.Should().Be(0);
    }

    [Test]
    public void CallLater_DueInFractionsOfAMillisecond_TheLoopSleepsUntilThen()
    {
        var left = 20;
        Run(Next);
        Reactor.Turns.Should().BeLessThan(100, "a loop that spun would have gone round some hundred times for each call");

        void Next() => Reactor.CallLater(0.0017, --left > 0 ? Next : Reactor.Stop);
    }

    [Test]
    public void CallLater_CallThrows_IsLoggedAndTheOthersRun()
    {
        var boom = new InvalidOperationException("boom");
        Run(() =>
        {
            Reactor.CallLater(0, () => throw boom);
            Reactor.CallLater(0, Reactor.Stop);
        });
        var error = TakeErrors().Should().ContainSingle().Subject;
        error.Message.Should().Be("while handling timed call");
        error.Failure!.Value.Should().BeSameAs(boom);
    }

    [Test]
    public void CallLater_NegativeOrNull_Throws()
    {
        FluentActions.Invoking(() => Reactor.CallLater(-1, () => { })).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.CallLater(TimeSpan.FromSeconds(-1), () => { })).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Reactor.CallLater(1, null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void GetDelayedCalls_SomeCancelledAndMoved_ListsThePendingOnes()
    {
        var kept = Reactor.CallLater(60, () => { });
        var cancelled = Reactor.CallLater(60, () => { });
        cancelled.Cancel();
        kept.Reset(TimeSpan.FromSeconds(120));
        Reactor.GetDelayedCalls().Should().Equal(kept);
        kept.GetTime().Should().BeGreaterThan(60);
    }

    [Test]
    public void CallLater_Never_DoesNotWakeTheLoop()
    {
        Run(() =>
        {
            Reactor.CallLater(TimeSpan.MaxValue, () => { });
            Reactor.CallLater(double.PositiveInfinity, () => { });
            Reactor.CallLater(0.01, Reactor.Stop);
        });
        Reactor.GetDelayedCalls().Should().HaveCount(3, "the test's own call is the third");
    }
}
