using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TcpConnectionTests(Type kind) : TcpContract(kind)
{
    [Test]
    public void Echo_MessageSent_ComesBackAndBothEndsCloseCleanly()
    {
        var server = new RecordingProtocol { OnData = (p, data) => p.Transport.Write(data) };
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.Write("hello"u8),
            OnData = (p, _) => p.Transport.LoseConnection(),
        };
        RunPair(server, client);
        client.Text.Should().Be("hello");
        server.Events.Should().Equal("made", "data", "lost");
        client.Events.Should().Equal("made", "data", "lost");
        server.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
    }
}
