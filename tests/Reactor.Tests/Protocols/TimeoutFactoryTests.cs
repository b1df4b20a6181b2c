using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TimeoutFactoryTests
{
    private readonly Clock _clock = new();
    private AccumulatingProtocol _wrapped = null!; // Made in SetUp.
    private TimeoutProtocol _protocol = null!; // Made in SetUp.
    private StringTransport _transport = null!; // Made in SetUp.

    private bool IsClosed => _wrapped.ClosedReason is not null;

    [SetUp]
    public void Connect()
    {
        var factory = new TimeoutFactory(
            Factory.ForProtocol(() => _wrapped = new AccumulatingProtocol()), _clock, TimeSpan.FromSeconds(3));
        _protocol = factory.BuildProtocol(new IPv4Address("127.0.0.1", 12345)).Should().BeOfType<TimeoutProtocol>().Subject;
        _transport = new StringTransport { Protocol = _protocol };
        _protocol.MakeConnection(_transport);
    }

    [Test]
    public void Timeout_NothingHappens_Closes()
    {
        _clock.Advance(2.9);
        IsClosed.Should().BeFalse();
        _clock.Advance(0.2);
        IsClosed.Should().BeTrue();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Timeout_EachWayOfWriting_BeginsItAgain()
    {
        Action[] ways =
        [
            () => _wrapped.Transport.Write("bytes"u8),
            () => _wrapped.Transport.WriteSequence([new("bytes"u8.ToArray())]),
            () => _wrapped.Transport.Advance(_wrapped.Transport.GetSpan(1).Length),
        ];
        foreach (var way in ways)
        {
            _clock.Advance(0.9);
            way();
            _clock.Advance(2);
            IsClosed.Should().BeFalse();
        }
        _clock.Advance(1.1);
        IsClosed.Should().BeTrue();
    }

    [Test]
    public void Timeout_Receiving_BeginsItAgain()
    {
        _clock.Advance(1.5);
        _protocol.DataReceived("bytes"u8);
        _clock.Advance(2);
        IsClosed.Should().BeFalse();
        _clock.Advance(2);
        IsClosed.Should().BeTrue();
        _wrapped.Text.Should().Be("bytes");
    }

    [Test]
    public void CancelTimeout_TakesItBack()
    {
        _protocol.CancelTimeout();
        _protocol.TimeoutPeriod.Should().BeNull();
        _clock.GetDelayedCalls().Should().BeEmpty();
        _protocol.CancelTimeout();
        _protocol.ResetTimeout();
        _clock.Advance(100);
        IsClosed.Should().BeFalse();
    }

    [Test]
    public void CancelTimeout_CallMade_DoesNothing()
    {
        _clock.Advance(3);
        _protocol.CancelTimeout();
        _protocol.TimeoutPeriod.Should().BeNull();
    }

    [Test]
    public void SetTimeout_Anew_CountsFromNow()
    {
        _clock.Advance(2);
        _protocol.SetTimeout(TimeSpan.FromSeconds(10)).Should().Be(TimeSpan.FromSeconds(3));
        _clock.Advance(9);
        IsClosed.Should().BeFalse();
        _clock.Advance(1);
        IsClosed.Should().BeTrue();
    }

    [Test]
    public void ConnectionLost_LeavesNoTimedCall()
    {
        _transport.Disconnect();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Timeout_NeverConnected_DoesNothing()
    {
        _ = new TimeoutProtocol(null, new AccumulatingProtocol(), _clock, TimeSpan.FromSeconds(1));
        _clock.Advance(1);
        IsClosed.Should().BeFalse();
    }

    [Test]
    public void TimeoutPeriod_Default_IsHalfAnHour() =>
        new TimeoutFactory(Factory.ForProtocol(() => null), _clock).TimeoutPeriod.Should().Be(TimeSpan.FromMinutes(30));
}
