using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>The connection under TLS is reset, in each state it can be in, at the client's end and at the server's: the documented error,
/// once, last.</summary>
[TestFixture(typeof(EPollReactor), true)]
[TestFixture(typeof(EPollReactor), false)]
[TestFixture(typeof(SelectReactor), true)]
[TestFixture(typeof(SelectReactor), false)]
public sealed class TlsPeerResetTests(Type kind, bool atClient) : TcpContract(kind)
{
    private RecordingProtocol _observed = null!; // Made in SetUp.
    private RecordingProtocol _other = null!; // Made in SetUp.
    private RecordingFactory _clientFactory = null!; // Made in SetUp.
    private RecordingProtocol _clientLeg = null!; // Made in SetUp.
    private RecordingProtocol _serverLeg = null!; // Made in SetUp.

    private RecordingProtocol ResetLeg => atClient ? _clientLeg : _serverLeg;

    [SetUp]
    public void Make()
    {
        _observed = new RecordingProtocol();
        _other = new RecordingProtocol();
        _clientFactory = new RecordingFactory(() => atClient ? _observed : _other);
        _clientLeg = new RecordingProtocol();
        _serverLeg = new RecordingProtocol();
    }

    [Test]
    public void Handshake_ResetInTheMiddleOfAMessage_FailsOnce()
    {
        // What goes to the observed end, from the first bytes on.
        CutAndReset(() => true);
        _clientLeg.OnLost = (_, _) => Later(5, Reactor.Stop);
        RunThroughRelay();
        _observed.Events.Should().BeEmpty("no protocol sees an unverified peer");
        _other.Events.Should().BeEmpty();
        if (atClient)
        {
            _clientFactory.Events.Should().Equal("start", "started connecting", "failed", "stop");
            _clientFactory.Failed!.Value.Should().BeOfType<TLSException>()
                .Which.InnerException.Should().BeOfType<ConnectionLostException>();
        }
    }

    [Test]
    public void Established_Reset_IsLost()
    {
        _observed.OnMade = _ => Later(2, Reset);
        RunThroughRelay();
        AssertLost("made", "lost");
    }

    [Test]
    public void Receiving_ResetInTheMiddleOfARecord_IsLostAndNothingOfItDelivered()
    {
        var wrote = false;
        _other.OnMade = p =>
        {
            p.Transport.Write(new byte[1000]);
            wrote = true;
        };
        CutAndReset(() => wrote);
        RunThroughRelay();
        AssertLost("made", "lost");
    }

    [Test]
    public void Writing_PeerReadsNothingAndResets_IsLost()
    {
        _observed.OnMade = p =>
        {
            ResetLeg.Transport.PauseProducing();
            p.Transport.Write(new byte[16 * 1024 * 1024]);
            Later(10, () =>
            {
                p.Transport.IsOutputPending.Should().BeTrue("the kernel is full");
                Reset();
            });
        };
        RunThroughRelay();
        AssertLost("made", "lost");
    }

    [Test]
    public void Paused_ResetAndWeWrite_IsLost()
    {
        _observed.OnMade = p =>
        {
            p.Transport.PauseProducing();
            Later(3, Reset);
            Later(6, () => p.Transport.Write("x"u8));
            Later(9, () => p.Transport.Write("x"u8));
        };
        RunThroughRelay();
        AssertLost("made", "lost");
    }

    [Test]
    public void Closing_ResetInsteadOfThePeersClose_IsLostNotDone()
    {
        // The close does not reach the other end, so that no answer comes.
        _observed.OnMade = p =>
        {
            ResetLeg.OnData = (_, _) => Later(1, Reset);
            p.Transport.LoseConnection();
        };
        RunThroughRelay();
        AssertLost("made", "lost");
    }

    [Test]
    public void Aborting_ResetToo_IsToldOfTheAbort()
    {
        _observed.OnMade = p =>
        {
            p.Transport.AbortConnection();
            Reset();
        };
        RunThroughRelay();
        _observed.Events.Should().Equal("made", "lost");
        _observed.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    private void AssertLost(params string[] events)
    {
        _observed.Events.Should().Equal(events);
        _observed.Lost!.Value.Should().BeOfType<ConnectionLostException>();
        if (atClient)
            _clientFactory.Lost.Should().BeSameAs(_observed.Lost);
    }

    private void Reset()
    {
        ResetLeg.Transport.AbortConnection();
        (atClient ? _serverLeg : _clientLeg).Transport.AbortConnection();
    }

    /// <summary>Has the relay keep the end of the next piece that goes to the observed end, and then reset.</summary>
    private void CutAndReset(Func<bool> isDue)
    {
        var from = atClient ? _serverLeg : _clientLeg;
        from.OnData = (_, data) =>
        {
            if (!isDue())
            {
                ResetLeg.Transport.Write(data);
                return;
            }
            ResetLeg.Transport.Write(data[..^10]);
            from.Transport.PauseProducing();
            Later(5, Reset);
        };
    }

    /// <summary>Connects the two through a relay, which sees ciphertext, and runs until the observed end has lost its connection and the
    /// relay both of its own.</summary>
    private void RunThroughRelay()
    {
        var open = 3;
        StopAfter(_observed, () => --open == 0);
        StopAfter(_clientLeg, () => --open == 0);
        StopAfter(_serverLeg, () => --open == 0);
        _clientLeg.OnData ??= (_, data) => _serverLeg.Transport.Write(data);
        _serverLeg.OnData ??= (_, data) => _clientLeg.Transport.Write(data);
        Run(() =>
        {
            var serverFactory = new RecordingFactory(() => atClient ? _other : _observed);
            var server = Reactor.ListenSSL(0, serverFactory, new TlsServerOptions(TestCertificates.Server), interfaceAddress: "127.0.0.1");
            _clientLeg.OnMade = p =>
            {
                // The client's first bytes wait for the relay's other leg.
                p.Transport.PauseProducing();
                _serverLeg.OnMade = _ => p.Transport.ResumeProducing();
                Connect(server, new RecordingFactory(() => _serverLeg));
            };
            var relay = Listen(new RecordingFactory(() => _clientLeg));
            Reactor.ConnectSSL("127.0.0.1", ((IPv4Address)relay.GetHost()).Port, _clientFactory, TlsPair.Options("127.0.0.1"));
        });
        Reactor.RegistrationCount.Should().Be(0);
    }
}
