using System.Net.Sockets;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>UNIX sockets know no reset of TCP's; a peer that goes without having read what we said is told as one.</summary>
public sealed class UnixPeerLossTests(Type kind) : TcpContract(kind)
{
    private UnixPaths _paths = null!; // Made in SetUp.
    private Socket _listener = null!; // Made in SetUp.
    private string _path = null!; // Made in SetUp.

    [SetUp]
    public void MakeListener()
    {
        _paths = new UnixPaths();
        _path = _paths.Next();
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen(5);
    }

    [TearDown]
    public void CloseListener()
    {
        _listener.Dispose();
        _paths.Dispose();
    }

    [Test]
    public void Reading_PeerGoesWithoutHavingReadUs_IsLost()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.Write("x"u8);
                Later(3, peer.Dispose);
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void Writing_PeerReadsNothingAndGoes_IsLost()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.Write(new byte[16 * 1024 * 1024]);
                Later(10, () =>
                {
                    p.Transport.IsOutputPending.Should().BeTrue("the kernel is full");
                    peer.Dispose();
                });
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void Writing_ReadingPausedAndPeerGone_IsLost()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.PauseProducing();
                _listener.Accept().Dispose();
                Later(3, () => p.Transport.Write("x"u8));
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void Closing_RestStillQueuedAndPeerGoes_IsLostNotDone()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var peer = _listener.Accept();
                p.Transport.Write(new byte[16 * 1024 * 1024]);
                p.Transport.LoseConnection();
                Later(10, peer.Dispose);
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void ReadingEnded_PeerGoesAndWeWrite_IsLost()
    {
        Socket? peer = null;
        var client = new HalfCloseRecorder
        {
            OnMade = _ =>
            {
                peer = _listener.Accept();
                peer.Shutdown(SocketShutdown.Send);
            },
            OnReadLost = p =>
            {
                peer!.Dispose(); // Accepted before.
                p.Transport.Write("x"u8);
            },
        };
        RunAgainstPeer(client);
        client.Events.Should().Equal("made", "read lost", "lost");
    }

    private void RunAgainstPeer(RecordingProtocol client)
    {
        StopAfter(client, () => true);
        var factory = new RecordingFactory(() => client);
        Run(() => Reactor.ConnectUNIX(_path, factory));
        client.Lost!.Value.Should().BeOfType<ConnectionLostException>();
        factory.Events.Should().Equal("start", "started connecting", "build", "lost", "stop");
        factory.Lost.Should().BeSameAs(client.Lost);
        Reactor.RegistrationCount.Should().Be(0);
    }
}
