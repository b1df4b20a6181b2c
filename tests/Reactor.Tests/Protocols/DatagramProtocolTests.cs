using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Protocols;

public sealed class DatagramProtocolTests
{
    [Test]
    public void Transport_WithoutAPort_Throws()
    {
        var protocol = new RecordingDatagrams();
        protocol.HasTransport.Should().BeFalse();
        FluentActions.Invoking(() => protocol.Transport).Should().Throw<InvalidOperationException>().WithMessage("*RecordingDatagrams*");
        FluentActions.Invoking(protocol.DoStop).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void MakeConnection_ThenDoStop_StartsAndStops()
    {
        var protocol = new RecordingDatagrams();
        var transport = Substitute.For<IDatagramTransport>();
        protocol.OnStop = () => protocol.HasTransport.Should().BeFalse();
        protocol.MakeConnection(transport);
        protocol.Transport.Should().BeSameAs(transport);
        protocol.DoStop();
        protocol.Events.Should().Equal("start", "stop");
    }

    [Test]
    public void Overrides_None_AreNoTrouble()
    {
        DatagramProtocol protocol = new Plain();
        protocol.MakeConnection(Substitute.For<IDatagramTransport>());
        protocol.DatagramReceived("x"u8, new UNIXAddress(null));
        protocol.ConnectionRefused();
        protocol.DoStop();
        protocol.LogPrefix.Should().Be("Plain");
        ConnectedDatagramProtocol connected = new PlainConnected();
        connected.ConnectionFailed(new Failure(new FormatException()));
        connected.DatagramReceived("x"u8);
        connected.LogPrefix.Should().Be("PlainConnected");
    }

    private sealed class Plain : DatagramProtocol;

    private sealed class PlainConnected : ConnectedDatagramProtocol;
}
