using TwistedSharp.Internet;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IdleTimeoutTests
{
    private static readonly TimeSpan Five = TimeSpan.FromSeconds(5);

    private readonly Clock _clock = new();
    private readonly IdleTimeout _timeout;
    private int _timedOut;

    public IdleTimeoutTests()
    {
        _timeout = new IdleTimeout(_clock, () => _timedOut++);
    }

    [Test]
    public void SetTimeout_TimePasses_CallsOnce()
    {
        _timeout.SetTimeout(Five);
        _clock.Advance(4.9);
        _timedOut.Should().Be(0);
        _clock.Advance(0.1);
        _timedOut.Should().Be(1);
        _clock.Advance(100);
        _timedOut.Should().Be(1);
        _timeout.Period.Should().Be(Five);
    }

    [Test]
    public void NeverSet_CallsNever()
    {
        _timeout.ResetTimeout();
        _clock.Advance(1000);
        _timedOut.Should().Be(0);
        _timeout.Period.Should().BeNull();
        _timeout.ToString().Should().Be("<IdleTimeout Unset, no period>");
    }

    [Test]
    public void ResetTimeout_BeginsTheWaitAgain()
    {
        _timeout.SetTimeout(Five);
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(4);
            _timeout.ResetTimeout();
        }
        _timedOut.Should().Be(0);
        _clock.Advance(5);
        _timedOut.Should().Be(1);
        _timeout.ResetTimeout();
        _clock.GetDelayedCalls().Should().BeEmpty("the call was made");
    }

    [Test]
    public void SetTimeout_Null_TakesItBack()
    {
        _timeout.SetTimeout(Five);
        _timeout.SetTimeout(null);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _clock.Advance(10);
        _timedOut.Should().Be(0);
    }

    [Test]
    public void SetTimeout_EachTime_GivesThePeriodBefore()
    {
        _timeout.SetTimeout(TimeSpan.FromSeconds(10)).Should().BeNull();
        _timeout.SetTimeout(null).Should().Be(TimeSpan.FromSeconds(10));
        _timeout.SetTimeout(TimeSpan.FromSeconds(1)).Should().BeNull();
        _timeout.SetTimeout(null).Should().Be(TimeSpan.FromSeconds(1));
    }

    [Test]
    public void SetTimeout_Null_CallCancelledElsewhere_DoesNothing()
    {
        _timeout.SetTimeout(Five);
        _clock.GetDelayedCalls().Should().ContainSingle().Subject.Cancel();
        _timeout.SetTimeout(null).Should().Be(Five);
        _timeout.SetTimeout(Five);
        _clock.Advance(5);
        _timedOut.Should().Be(1);
    }

    [Test]
    public void SetTimeout_AfterTheCall_CallsAgain()
    {
        _timeout.SetTimeout(Five);
        _clock.Advance(5);
        _timeout.SetTimeout(Five);
        _clock.Advance(5);
        _timedOut.Should().Be(2);
    }

    [Test]
    public void SetTimeout_Zero_CallsInTheNextTurn()
    {
        _timeout.SetTimeout(TimeSpan.Zero);
        _timedOut.Should().Be(0);
        _clock.Advance(0);
        _timedOut.Should().Be(1);
    }

    [Test]
    public void SetTimeout_Negative_IsRefused() =>
        _timeout.Invoking(t => t.SetTimeout(TimeSpan.FromSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>();
}
