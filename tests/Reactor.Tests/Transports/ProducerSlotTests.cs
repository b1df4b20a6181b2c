using NSubstitute;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class ProducerSlotTests
{
    private const int TooMuch = (64 * 1024) + 1;

    [Test]
    public void Queued_PullProducer_IsNotPaused()
    {
        var producer = Substitute.For<IPushProducer>();
        var slot = new ProducerSlot();
        slot.Register(producer, streaming: false);
        producer.Received(1).ResumeProducing();
        slot.Queued(TooMuch);
        producer.DidNotReceive().PauseProducing();
    }

    [Test]
    public void Drained_PushProducerWritesWhileResumed_IsHeldAndResumedAgain()
    {
        var events = new List<string>();
        var slot = new ProducerSlot();
        var producer = Substitute.For<IPushProducer>();
        producer.When(p => p.PauseProducing()).Do(_ => events.Add("pause"));
        producer.When(p => p.ResumeProducing()).Do(_ =>
        {
            events.Add("resume");
            slot.Queued(TooMuch);
        });
        slot.Register(producer, streaming: true);
        slot.Queued(TooMuch);
        events.Should().Equal("pause");
        slot.Drained();
        slot.Drained();
        events.Should().Equal("pause", "resume", "pause", "resume", "pause");
    }

    [Test]
    public void Queued_PushProducerWritesWhilePaused_IsNotToldInside()
    {
        var pauses = 0;
        var slot = new ProducerSlot();
        var producer = Substitute.For<IPushProducer>();
        producer.When(p => p.PauseProducing()).Do(_ =>
        {
            pauses++;
            slot.IsHeld.Should().BeTrue();
            slot.Queued(TooMuch);
        });
        slot.Register(producer, streaming: true);
        slot.Queued(TooMuch);
        pauses.Should().Be(1, "a last word does not go round for ever");
        slot.IsHeld.Should().BeTrue();
        slot.Queued(TooMuch);
        pauses.Should().Be(2, "each write above the mark tells it");
    }
}
