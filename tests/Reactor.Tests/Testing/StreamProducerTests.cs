using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Testing;

public sealed class StreamProducerTests(Type kind) : StreamContract(kind)
{
    private const int HighWater = 64 * 1024;

    [Test]
    public void PushProducer_AboveTheMark_IsPausedByEachWriteAndResumedWhenEmpty()
    {
        var producer = new CountingProducer();
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: true);
        producer.Resumes.Should().Be(0, "a push producer begins by itself");
        Client.Transport.Write(new byte[HighWater]);
        producer.Pauses.Should().Be(0);
        Client.Transport.Write(new byte[1]);
        producer.Pauses.Should().Be(1);
        Client.Transport.Write(new byte[1]);
        producer.Pauses.Should().Be(2);
        producer.Resumes.Should().Be(0);
        Until(() => producer.Resumes == 1);
        Client.Transport.IsOutputPending.Should().BeFalse();
        Until(() => Server.ReceivedBytes == HighWater + 2);
        Settle();
        producer.Resumes.Should().Be(1);
    }

    [Test]
    public void PushProducer_WritesWhileBeingPaused_IsNotToldInside()
    {
        var producer = new CountingProducer { OnPause = () => Client.Transport.Write("last words"u8) };
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: true);
        Client.Transport.Write(new byte[HighWater + 1]);
        producer.Pauses.Should().Be(1);
        Until(() => Server.ReceivedBytes == HighWater + 11);
        producer.Resumes.Should().Be(1);
    }

    [Test]
    public void PushProducer_BelowTheMark_IsNeverCalled()
    {
        var producer = new CountingProducer();
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: true);
        Client.Transport.Write("little"u8);
        Until(() => Server.ReceivedBytes == 6);
        Settle();
        (producer.Pauses, producer.Resumes, producer.Stops).Should().Be((0, 0, 0));
    }

    [Test]
    public void PullProducer_IsAskedNowAndAfterEachDrainUntilItUnregisters()
    {
        var left = 3;
        var producer = new CountingProducer();
        producer.OnResume = () =>
        {
            if (left-- > 0)
                Client.Transport.Write("piece "u8);
            else
                Client.Transport.UnregisterProducer();
        };
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: false);
        producer.Resumes.Should().Be(1);
        Client.Transport.LoseConnection();
        UntilLost();
        Server.Text.Should().Be("piece piece piece ");
        producer.Resumes.Should().Be(4);
        producer.Stops.Should().Be(0);
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void PullProducer_WritesNothing_IsNotAskedAgain()
    {
        var producer = new CountingProducer();
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: false);
        Settle();
        producer.Resumes.Should().Be(1);
        Client.Transport.Write("now"u8);
        Until(() => Server.ReceivedBytes == 3);
        Until(() => producer.Resumes == 2);
        Settle();
        producer.Resumes.Should().Be(2);
    }

    [Test]
    public void LoseConnection_ProducerRegistered_WaitsForIt()
    {
        Connect();
        Client.Transport.RegisterProducer(new CountingProducer(), streaming: true);
        Client.Transport.LoseConnection();
        Settle();
        Client.Transport.Connected.Should().BeTrue();
        Client.Transport.Write("last words"u8);
        Client.Transport.UnregisterProducer();
        UntilLost();
        Server.Text.Should().Be("last words");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ConnectionLost_ProducerRegistered_IsStoppedOnceBeforeTheProtocolHears(bool abort)
    {
        var producer = new CountingProducer();
        var stopsBefore = -1;
        Client.OnLost = (_, _) => stopsBefore = producer.Stops;
        // UNIX sockets know no reset: there the other's abort is an end like any, after which a producer would be waited for.
        Client.OnReadLost = p => p.Transport.AbortConnection();
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: true);
        if (abort)
            Client.Transport.AbortConnection();
        else
            Server.Transport.AbortConnection();
        producer.Stops.Should().Be(0);
        UntilLost();
        stopsBefore.Should().Be(1);
        producer.Stops.Should().Be(1);
    }

    [Test]
    public void RegisterProducer_WrongOrSecond_Throws()
    {
        Connect();
        Client.Transport.Invoking(t => t.RegisterProducer(new PullOnly(), streaming: true)).Should().Throw<ArgumentException>();
        Client.Transport.RegisterProducer(new CountingProducer(), streaming: true);
        Client.Transport.Invoking(t => t.RegisterProducer(new CountingProducer(), streaming: true))
            .Should().Throw<InvalidOperationException>();
        Client.Transport.UnregisterProducer();
        Client.Transport.Invoking(t => t.RegisterProducer(new CountingProducer(), streaming: true)).Should().NotThrow();
    }

    [Test]
    public void RegisterProducer_AfterTheEnd_StopsIt()
    {
        var producer = new CountingProducer();
        Connect();
        Client.Transport.AbortConnection();
        Client.Transport.RegisterProducer(producer, streaming: true);
        producer.Stops.Should().Be(1);
        UntilLost();
        Client.Transport.RegisterProducer(producer, streaming: false);
        producer.Stops.Should().Be(2);
        producer.Resumes.Should().Be(0);
    }

    [Test]
    public void ResumeProducing_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        var producer = new CountingProducer();
        producer.OnResume = () =>
        {
            if (producer.Resumes > 1)
                throw boom;
            Client.Transport.Write("x"u8);
        };
        Connect();
        Client.Transport.RegisterProducer(producer, streaming: false);
        UntilLost();
        Client.Lost!.Value.Should().BeSameAs(boom);
        TakeError().Should().BeSameAs(boom);
    }

    [Test]
    public void StopProducing_Throws_IsLoggedAndTheProtocolHears()
    {
        var boom = new InvalidOperationException("boom");
        Connect();
        Client.Transport.RegisterProducer(new CountingProducer { OnStop = () => throw boom }, streaming: true);
        Client.Transport.AbortConnection();
        UntilLost();
        TakeError().Should().BeSameAs(boom);
    }

    [Test]
    public void Transport_AsProducerOfItself_EchoesUnderBackPressure()
    {
        Server.OnMade = p => p.Transport.RegisterProducer(p.Transport, streaming: true);
        Server.OnData = (p, data) => p.Transport.Write(data);
        Connect();
        Client.Transport.Write(new byte[Big]);
        Until(() => Client.ReceivedBytes == Big);
    }

    private sealed class PullOnly : IProducer
    {
        public void ResumeProducing() { }

        public void StopProducing() { }
    }
}
