using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Protocols;

public sealed class AdapterTests
{
    [Test]
    public void ProtocolToConsumer_Write_IsReceived()
    {
        var protocol = new AccumulatingProtocol();
        var consumer = new ProtocolToConsumerAdapter(protocol);
        consumer.RegisterProducer(null!, streaming: true);
        consumer.Write("hello"u8);
        consumer.Write([]);
        consumer.Write(" world"u8);
        consumer.UnregisterProducer();
        protocol.Text.Should().Be("hello world");
    }

    [Test]
    public void ConsumerToProtocol_DataReceived_IsWritten()
    {
        var consumer = new StringTransport();
        var protocol = new ConsumerToProtocolAdapter(consumer);
        protocol.MakeConnection(new StringTransport());
        protocol.Receive("hello");
        protocol.Receive(" world");
        protocol.ConnectionLost(new Failure(new ConnectionDoneException("done")));
        consumer.ValueString().Should().Be("hello world");
        consumer.Connected.Should().BeTrue();
    }
}
