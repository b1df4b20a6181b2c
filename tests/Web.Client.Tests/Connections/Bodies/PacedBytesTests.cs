using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed class PacedBytesTests
{
    [Test]
    public void Produce_ConsumerIsFull_WaitsForIt()
    {
        var body = new PacedBytes(new byte[PacedBytes.PieceBytes * 2 + 1]);
        var consumer = new Consumer { Written = body.PauseProducing };
        var done = body.StartProducing(consumer);
        body.ResumeProducing();
        AssertNoResult(done);
        body.ResumeProducing();
        SuccessResultOf(done);
        consumer.Writes.Should().Equal(PacedBytes.PieceBytes, PacedBytes.PieceBytes, 1);
    }

    [Test]
    public void Stop_HalfWay_WritesNoMore()
    {
        var body = new PacedBytes(new byte[PacedBytes.PieceBytes * 2]);
        var consumer = new Consumer { Written = body.StopProducing };
        var done = body.StartProducing(consumer);
        body.ResumeProducing();
        consumer.Writes.Should().ContainSingle();
        AssertNoResult(done);
    }
}
