using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReconnectingClientFactoryTests
{
    private static readonly Failure Lost = new(new ConnectionLostException("lost"));

    private readonly Clock _clock = new();
    private readonly IConnector _connector = Substitute.For<IConnector>();

    [Test]
    public void ClientConnectionFailed_Repeatedly_WaitsEachTimeETimesLonger()
    {
        var factory = Make();
        var expected = 1.0;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            expected *= Math.E;
            factory.ClientConnectionFailed(_connector, Lost);
            factory.Delay.TotalSeconds.Should().BeApproximately(expected, 1e-4);
            factory.Retries.Should().Be(attempt);
            _clock.Advance(expected - 0.01);
            _connector.Received(attempt - 1).Connect();
            _clock.Advance(0.02);
            _connector.Received(attempt).Connect();
        }
    }

    [Test]
    public void Delay_ManyFailures_StopsAtTheMaximum()
    {
        var factory = Make();
        factory.MaxDelay.Should().Be(TimeSpan.FromHours(1));
        factory.MaxDelay = TimeSpan.FromSeconds(10);
        for (var i = 0; i < 50; i++)
            factory.ClientConnectionFailed(_connector, Lost);
        factory.Delay.Should().Be(TimeSpan.FromSeconds(10));
        _clock.GetDelayedCalls().Should().ContainSingle();
    }

    [Test]
    public void Delay_Jitter_FollowsTheGivenChance()
    {
        var one = WithSeed(5);
        var same = WithSeed(5);
        var other = WithSeed(6);
        one.Should().Equal(same);
        one.Should().NotEqual(other);

        double[] WithSeed(int seed)
        {
            var factory = new ReconnectingClientFactory(_clock) { Noisy = false, Random = new Random(seed) };
            return [.. Enumerable.Range(0, 4).Select(_ =>
            {
                factory.ClientConnectionFailed(_connector, Lost);
                return factory.Delay.TotalSeconds;
            })];
        }
    }

    [Test]
    public void Delay_Jitter_HasTheDeviationItSays()
    {
        var factory = new ReconnectingClientFactory(_clock) { Noisy = false, Random = new Random(1), Factor = 1 };
        factory.Jitter.Should().Be(0.119626565582);
        var delays = new List<double>();
        for (var i = 0; i < 2000; i++)
        {
            factory.ResetDelay();
            factory.ClientConnectionFailed(_connector, Lost);
            delays.Add(factory.Delay.TotalSeconds);
        }
        var mean = delays.Average();
        mean.Should().BeApproximately(1, 0.02);
        Math.Sqrt(delays.Average(d => (d - mean) * (d - mean))).Should().BeApproximately(factory.Jitter, 0.01);
    }

    [Test]
    public void Delay_HugeJitter_IsNeverNegative()
    {
        var factory = new ReconnectingClientFactory(_clock) { Noisy = false, Random = new Random(1), Jitter = 100 };
        for (var i = 0; i < 200; i++)
        {
            factory.ResetDelay();
            factory.ClientConnectionFailed(_connector, Lost);
            factory.Delay.Should().BeGreaterThan(TimeSpan.Zero);
        }
    }

    [Test]
    public void Delay_HugeJitter_StillGrows()
    {
        var factory = new ReconnectingClientFactory(_clock) { Noisy = false, Random = new Random(1), Jitter = 1 };
        for (var i = 0; i < 100; i++)
            factory.ClientConnectionFailed(_connector, Lost);
        factory.Delay.Should().BeGreaterThan(TimeSpan.FromMinutes(1));
    }

    [Test]
    public void ClientConnectionFailed_SeveralConnectors_EachConnectsAgain()
    {
        var factory = Make();
        var other = Substitute.For<IConnector>();
        factory.ClientConnectionFailed(_connector, Lost);
        factory.ClientConnectionLost(other, Lost);
        _clock.Advance(10);
        _connector.Received(1).Connect();
        other.Received(1).Connect();
        factory.ClientConnectionFailed(_connector, Lost);
        factory.ClientConnectionLost(other, Lost);
        factory.StopTrying();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void ResetDelay_AfterFailures_BeginsAgain()
    {
        var factory = Make();
        factory.InitialDelay = TimeSpan.FromSeconds(2);
        for (var i = 0; i < 3; i++)
            factory.ClientConnectionFailed(_connector, Lost);
        factory.ResetDelay();
        factory.Retries.Should().Be(0);
        factory.ClientConnectionLost(_connector, Lost);
        factory.Delay.TotalSeconds.Should().BeApproximately(2 * Math.E, 1e-6);
    }

    [Test]
    public void MaxRetries_UsedUp_GivesUpAndSaysSo()
    {
        using var log = new LogWatch();
        var factory = Make();
        factory.Noisy = true;
        factory.MaxRetries = 2;
        for (var i = 0; i < 4; i++)
        {
            factory.ClientConnectionFailed(_connector, Lost);
            _clock.Advance(100);
        }
        _connector.Received(2).Connect();
        _clock.GetDelayedCalls().Should().BeEmpty();
        log.Events.Should().Contain(e => e.Message.Contains("will retry in 2.7 seconds"))
            .And.Contain(e => e.Message.Contains("Abandoning") && e.Message.Contains("after 2 retries"));
    }

    [Test]
    public void StopTrying_Waiting_CancelsTheWait()
    {
        var factory = Make();
        factory.ClientConnectionFailed(_connector, Lost);
        factory.ToString().Should().Be("<ReconnectingClientFactory Waiting, 1 retries, 2.7 s>");
        _connector.When(c => c.StopConnecting()).Throw(new NotConnectingException("waiting"));
        factory.StopTrying();
        _clock.GetDelayedCalls().Should().BeEmpty();
        factory.ContinueTrying.Should().BeFalse();
        factory.ToString().Should().StartWith("<ReconnectingClientFactory Stopped");
    }

    [Test]
    public void StopTrying_Connected_StaysAndDoesNotReconnectLater()
    {
        var factory = Make();
        factory.Protocol = () => new AccumulatingProtocol();
        factory.BuildProtocol(new IPv4Address("127.0.0.1", 80)).Should().NotBeNull();
        factory.StopTrying();
        factory.ClientConnectionLost(_connector, Lost);
        _connector.ReceivedCalls().Should().BeEmpty();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void StopTrying_Connecting_StopsTheAttemptAndDoesNotRetryIt()
    {
        var factory = Make();
        factory.ClientConnectionFailed(_connector, Lost);
        _clock.Advance(3);
        _connector.When(c => c.StopConnecting()).Do(_ => factory.ClientConnectionFailed(_connector, Lost));
        factory.StopTrying();
        _connector.Received(1).StopConnecting();
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void StopTrying_FirstAttemptUnderWay_StopsIt()
    {
        var reactor = new MemoryReactorClock();
        var factory = new ReconnectingClientFactory(reactor) { Protocol = () => new AccumulatingProtocol() };
        reactor.ConnectTCP("10.0.0.1", 80, factory);
        factory.StopTrying();
        reactor.TcpClients.Should().ContainSingle().Which.IsConnecting.Should().BeFalse();
        reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Retry_Stopped_DoesNothing()
    {
        var factory = Make();
        factory.StopTrying();
        factory.Retry(_connector);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void Retry_NoConnectorYet_SaysSo() =>
        Make().Invoking(f => f.Retry()).Should().Throw<InvalidOperationException>().WithMessage("*no connector*");

    [Test]
    public void ConnectTCP_ServerComesBack_IsReached()
    {
        var reactor = new MemoryReactorClock();
        var factory = new ReconnectingClientFactory(reactor) { Jitter = 0, Protocol = () => new AccumulatingProtocol() };
        reactor.ConnectTCP("10.0.0.1", 80, factory);
        var connector = reactor.TcpClients.Should().ContainSingle().Subject;
        connector.Fail(new ConnectionRefusedException("refused"));
        reactor.Advance(3);
        connector.IsConnecting.Should().BeTrue();
        connector.Succeed();
        factory.ResetDelay();
        connector.Lose();
        reactor.Advance(3);
        connector.IsConnecting.Should().BeTrue();
        factory.StopTrying();
        connector.IsConnecting.Should().BeFalse();
        reactor.GetDelayedCalls().Should().BeEmpty();
    }

    private ReconnectingClientFactory Make() => new(_clock) { Noisy = false, Jitter = 0 };
}
