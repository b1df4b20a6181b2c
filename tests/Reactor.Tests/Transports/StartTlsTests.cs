using System.Text;
using NSubstitute;
using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class StartTlsTests
{
    private readonly List<LogEvent> _log = [];

    [SetUp]
    public void WatchLog() => Log.AddObserver(_log.Add);

    [TearDown]
    public void UnwatchLog()
    {
        Log.RemoveObserver(_log.Add);
        _log.Clear();
    }

    [TestCase(65536)]
    [TestCase(1)]
    public void StartTLS_BothEnds_BytesGoOverTlsOnTheSameTransport(int chunk)
    {
        var pair = new ClearPair();
        pair.Link.ChunkSize = chunk;
        pair.ClientEnd.Write("clear "u8);
        pair.Settle();
        pair.ServerEnd.Tls.Should().BeNull();
        pair.StartBoth().Settle();
        pair.Client.Transport.Write("up"u8);
        pair.Server.Transport.Write("down"u8);
        pair.Settle();
        pair.Server.Text.Should().Be("clear up");
        pair.Client.Text.Should().Be("down");
        pair.Client.Handshakes.Should().Be(1);
        pair.Server.Handshakes.Should().Be(1);
        pair.Client.Made.Should().Be(1, "the connection is made already");
        pair.ClientEnd.Tls!.ProtocolVersion.Should().Be("TLSv1.3");
        pair.ClientEnd.Tls.PeerCertificate!.RawData.Should().Equal(TestCertificates.Server.RawData);
        pair.ServerEnd.Tls!.ServerName.Should().Be("example.com");
        pair.Link.Client.TcpNoDelay.Should().BeTrue();
        pair.Link.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void StartTLS_Returns_TheConnectionsTlsTransport()
    {
        var pair = new ClearPair();
        var tls = pair.ClientEnd.StartTLS(TlsPair.Options());
        tls.Should().BeSameAs(pair.ClientEnd.Tls);
        tls.PeerCertificate.Should().BeNull();
        tls.ProtocolVersion.Should().BeEmpty();
        tls.Connected.Should().BeTrue();
        tls.GetPeer().Should().Be(pair.ClientEnd.GetPeer());
    }

    [Test]
    public void Write_BeforeStartTLS_LeavesInClearAheadOfTheHandshake()
    {
        var pair = new ClearPair();
        pair.ServerEnd.Write("220 go\n"u8);
        pair.ServerEnd.StartTLS(ClearPair.ServerOptions);
        pair.Link.Pump();
        pair.Client.Text.Should().Be("220 go\n");
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.Settle();
        pair.Client.Handshakes.Should().Be(1);
    }

    [Test]
    public void Write_InTheHandshake_WaitsForItAndIsNotInClear()
    {
        var pair = new ClearPair();
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.ClientEnd.Write("secret"u8);
        "more"u8.CopyTo(pair.ClientEnd.GetSpan(4));
        pair.ClientEnd.Advance(4);
        pair.ClientEnd.WriteSequence(["1"u8.ToArray(), "2"u8.ToArray()]);
        pair.ClientEnd.IsOutputPending.Should().BeTrue();
        pair.Settle();
        pair.Server.Text.Should().NotContain("secret").And.NotContain("more", "the server has not started TLS and sees a ClientHello only");

        var other = new ClearPair();
        other.StartBoth();
        other.ClientEnd.Write("secret"u8);
        other.Settle();
        other.Server.Text.Should().Be("secret");
    }

    [Test]
    public void HandshakeCompleted_Writes_GoBehindWhatWasWrittenBefore()
    {
        var pair = new ClearPair();
        pair.Client.OnHandshake = p => p.Transport.Write("second"u8);
        pair.StartBoth();
        pair.ClientEnd.Write("first "u8);
        pair.Settle();
        pair.Server.Text.Should().Be("first second");
    }

    [Test]
    public void StartTLS_Twice_Throws()
    {
        var pair = new ClearPair().StartBoth();
        pair.ClientEnd.Invoking(t => t.StartTLS(TlsPair.Options())).Should().Throw<InvalidOperationException>().WithMessage("*clear text*");
    }

    [Test]
    public void StartTLS_OnAClosingConnection_Throws()
    {
        var pair = new ClearPair();
        pair.ClientEnd.LoseConnection();
        pair.ClientEnd.Invoking(t => t.StartTLS(TlsPair.Options())).Should().Throw<InvalidOperationException>().WithMessage("*open*");
        pair.ClientEnd.Tls.Should().BeNull();
    }

    [Test]
    public void StartTLS_BadCertificate_LosesTheConnectionWithTheReasonAndSendsNothing()
    {
        var pair = new ClearPair();
        pair.StartBoth(server: new TlsServerOptions(TestCertificates.OtherHost));
        pair.ClientEnd.Write("secret"u8);
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<VerificationException>()
            .Which.Message.Should().Contain("it is for other.example, not for example.com");
        pair.Client.Handshakes.Should().Be(0);
        pair.Server.Received.Should().Be(0);
        pair.Server.ClosedReason.Should().NotBeNull();
        pair.Link.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void StartTLS_ClearTextInsteadOfAHandshake_IsATLSErrorAndNotDelivered()
    {
        var pair = new ClearPair();
        pair.ServerEnd.StartTLS(ClearPair.ServerOptions);
        pair.ClientEnd.Write("DATA in clear\r\n"u8);
        pair.Settle();
        pair.Server.Received.Should().Be(0);
        pair.Server.ClosedReason!.Value.Should().BeOfType<TLSException>();
        pair.Client.ClosedReason.Should().NotBeNull();
    }

    [Test]
    public void StartTLS_CommandsBehindTheRequest_AreNotRunAfterIt()
    {
        var server = new LineServer();
        var pair = new ClearPair(server: server);
        pair.ClientEnd.Write("HELLO\nSTARTTLS\nEVIL\nEVIL AGAIN\n"u8);
        pair.Settle();
        server.Lines.Should().Equal("HELLO", "STARTTLS");
        server.Lost!.Value.Should().BeOfType<TLSException>("what came in clear is no handshake");
    }

    [Test]
    public void StartTLS_HandshakeBehindTheRequest_IsFedToTls()
    {
        var server = new LineServer();
        var pair = new ClearPair(server: server);
        pair.ClientEnd.Write("STARTTLS\n"u8);
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.ClientEnd.Write("INSIDE\n"u8);
        pair.Settle();
        server.Lines.Should().Equal("STARTTLS", "INSIDE");
        pair.Client.Handshakes.Should().Be(1);
    }

    [Test]
    public void PushProducer_RegisteredBefore_GoesOnOverTls()
    {
        var pair = new ClearPair();
        var producer = Substitute.For<IPushProducer>();
        pair.ClientEnd.RegisterProducer(producer, streaming: true);
        pair.StartBoth();
        pair.ClientEnd.Write(new byte[70_000]);
        producer.Received(1).PauseProducing();
        pair.ClientEnd.Write("x"u8);
        producer.Received(2).PauseProducing();
        producer.DidNotReceive().ResumeProducing();
        pair.Settle();
        producer.Received().ResumeProducing();
        pair.Server.Received.Should().Be(70_001);
        pair.ClientEnd.Invoking(t => t.RegisterProducer(producer, streaming: true)).Should().Throw<InvalidOperationException>();
        pair.ClientEnd.LoseConnection();
        pair.Settle();
        pair.Client.ClosedReason.Should().BeNull("the producer is not done");
        pair.ClientEnd.UnregisterProducer();
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void PushProducer_PausedBefore_IsResumedAfterTheHandshake()
    {
        var pair = new ClearPair();
        var producer = Substitute.For<IPushProducer>();
        pair.ClientEnd.RegisterProducer(producer, streaming: true);
        pair.ClientEnd.Write(new byte[70_000]);
        producer.Received(1).PauseProducing();
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.Link.ChunkSize = 70_000;
        pair.Link.Pump();
        pair.Server.Received.Should().Be(70_000);
        producer.DidNotReceive().ResumeProducing();
        pair.StartServer().Settle();
        producer.Received(1).ResumeProducing();
    }

    [Test]
    public void PullProducer_RegisteredBefore_IsAskedAgainAfterTheHandshakeOnly()
    {
        var pair = new ClearPair();
        var handshakes = new List<int>();
        var producer = Substitute.For<IProducer>();
        producer.When(p => p.ResumeProducing()).Do(_ =>
        {
            handshakes.Add(pair.Client.Handshakes);
            if (handshakes.Count < 4)
                pair.ClientEnd.Write("piece "u8);
            else
                pair.ClientEnd.UnregisterProducer();
        });
        pair.ClientEnd.RegisterProducer(producer, streaming: false);
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.Link.ChunkSize = "piece ".Length;
        pair.Link.Pump();
        pair.Server.Text.Should().Be("piece ", "it was asked for in clear");
        pair.Link.ChunkSize = 65536;
        pair.StartServer().Settle();
        handshakes.Should().Equal(0, 1, 1, 1);
        pair.Server.Text.Should().Be("piece piece piece ");
    }

    [Test]
    public void RegisterProducer_InTheHandshake_PullIsAskedWhenItIsDone()
    {
        var pair = new ClearPair().StartBoth();
        var left = 3;
        var producer = Substitute.For<IProducer>();
        producer.When(p => p.ResumeProducing()).Do(_ =>
        {
            if (left-- > 0)
                pair.ClientEnd.Write("piece "u8);
            else
                pair.ClientEnd.UnregisterProducer();
        });
        pair.ClientEnd.RegisterProducer(producer, streaming: false);
        left.Should().Be(3);
        pair.Settle();
        pair.Server.Text.Should().Be("piece piece piece ");
        pair.ClientEnd.Invoking(t => t.RegisterProducer(Substitute.For<IProducer>(), streaming: true)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void Producer_WhenTheHandshakeFails_IsStoppedOnce()
    {
        var pair = new ClearPair();
        var producer = Substitute.For<IPushProducer>();
        pair.ClientEnd.RegisterProducer(producer, streaming: true);
        pair.StartBoth(server: new TlsServerOptions(TestCertificates.Expired));
        pair.Settle();
        producer.Received(1).StopProducing();
        pair.Client.ClosedReason!.Value.Should().BeOfType<VerificationException>();
    }

    [Test]
    public void PauseProducing_InTheHandshake_LetsItGoOnAndHoldsTheData()
    {
        var pair = new ClearPair();
        pair.ServerEnd.PauseProducing();
        pair.StartBoth();
        pair.ClientEnd.Write("data"u8);
        pair.Settle();
        pair.Server.Handshakes.Should().Be(1);
        pair.Server.Received.Should().Be(0, "the server paused before TLS began");
        pair.ServerEnd.ResumeProducing();
        pair.Settle();
        pair.Server.Text.Should().Be("data");

        var other = new ClearPair().StartBoth();
        other.ServerEnd.PauseProducing();
        other.ServerEnd.ResumeProducing();
        other.ClientEnd.Write("data"u8);
        other.Settle();
        other.Server.Text.Should().Be("data");
    }

    [Test]
    public void LoseConnection_InTheHandshakeWithNothingWritten_ClosesAtOnce()
    {
        var pair = new ClearPair();
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.ClientEnd.LoseConnection();
        pair.ClientEnd.Disconnecting.Should().BeTrue();
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        pair.Client.Handshakes.Should().Be(0);
        pair.Link.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void LoseConnection_InTheHandshakeBehindAWrite_SendsItFirst()
    {
        var pair = new ClearPair().StartBoth();
        pair.ClientEnd.Write("last words"u8);
        pair.ClientEnd.LoseConnection();
        pair.ClientEnd.Write("dropped"u8);
        pair.ClientEnd.Disconnecting.Should().BeTrue();
        pair.Settle();
        pair.Server.Text.Should().Be("last words");
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void LoseConnection_InTheHandshakeWithAProducer_WaitsForIt()
    {
        var pair = new ClearPair().StartBoth();
        pair.ClientEnd.RegisterProducer(Substitute.For<IPushProducer>(), streaming: true);
        pair.ClientEnd.LoseConnection();
        pair.ClientEnd.Write("still"u8);
        pair.Settle();
        pair.Server.Text.Should().Be("still");
        pair.Client.ClosedReason.Should().BeNull();
        pair.ClientEnd.UnregisterProducer();
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void AbortConnection_InsideHandshakeCompleted_SendsNothingOfWhatWasWritten()
    {
        var pair = new ClearPair();
        pair.Client.OnHandshake = p => p.Transport.AbortConnection();
        pair.StartBoth();
        pair.ClientEnd.Write("secret"u8);
        pair.Settle();
        pair.Server.Received.Should().Be(0);
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
    }

    [Test]
    public void LoseConnection_InsideHandshakeCompleted_ClosesBothCleanly()
    {
        var pair = new ClearPair();
        pair.Client.OnHandshake = p =>
        {
            p.Transport.Write("bye"u8);
            p.Transport.LoseConnection();
        };
        pair.StartBoth().Settle();
        pair.Server.Text.Should().Be("bye");
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
    }

    [Test]
    public void AbortConnection_InTheHandshake_IsImmediate()
    {
        var pair = new ClearPair().StartBoth();
        pair.ClientEnd.Write("dropped"u8);
        pair.ClientEnd.AbortConnection();
        pair.ClientEnd.Connected.Should().BeFalse();
        pair.Client.ClosedReason.Should().BeNull("it is told in a later turn");
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionAbortedException>();
        pair.Server.Received.Should().Be(0);
        pair.Link.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void HandshakeCompleted_Throws_IsLoggedAndLosesTheConnectionWithIt()
    {
        var pair = new ClearPair();
        var thrown = new FormatException("a bug of the protocol");
        pair.Client.OnHandshake = _ => throw thrown;
        pair.StartBoth().Settle();
        pair.Client.ClosedReason!.Value.Should().BeSameAs(thrown);
        pair.Server.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>();
        _log.Should().ContainSingle(e => e.IsError).Which.Message.Should().Contain("HandshakeCompleted");
    }

    [Test]
    public void Peer_ClosesInTheHandshake_IsNoCleanEnd()
    {
        var pair = new ClearPair();
        pair.ClientEnd.StartTLS(TlsPair.Options());
        pair.ServerEnd.LoseConnection();
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeOfType<ConnectionLostException>()
            .Which.Message.Should().StartWith("The connection to example.com was lost during the TLS handshake");
    }

    [Test]
    public void Peer_ResetsInTheHandshake_IsItsReason()
    {
        var pair = new ClearPair().StartBoth();
        pair.Link.Pump();
        var reason = new ConnectionLostException("reset");
        pair.Link.Cut(reason);
        pair.Settle();
        pair.Client.ClosedReason!.Value.Should().BeSameAs(reason);
        pair.Server.ClosedReason!.Value.Should().BeSameAs(reason);
        pair.Link.Clock.GetDelayedCalls().Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Peer_SilentInTheHandshake_IsGivenUpAfterTheTimeout(bool client)
    {
        var pair = new ClearPair();
        if (client)
            pair.ClientEnd.StartTLS(TlsPair.Options() with { HandshakeTimeout = TimeSpan.FromSeconds(7) });
        else
            pair.ServerEnd.StartTLS(ClearPair.ServerOptions);
        var protocol = client ? pair.Client : pair.Server;
        pair.Settle();
        pair.Link.Clock.Advance(client ? 6.9 : 29.9);
        pair.Settle();
        protocol.ClosedReason.Should().BeNull();
        pair.Link.Clock.Advance(0.1);
        pair.Settle();
        protocol.ClosedReason!.Value.Should().BeOfType<ConnectTimeoutException>()
            .Which.Message.Should().Contain(client ? "took longer than 7 s" : "took longer than 30 s");
    }

    [Test]
    public void Peer_FloodsTheHandshake_IsCutOff()
    {
        var pair = new ClearPair();
        pair.ServerEnd.StartTLS(ClearPair.ServerOptions);
        // Handshake records that never make up a message: a ClientHello of 16 MiB, begun.
        var record = new byte[16384 + 5];
        new byte[] { 22, 3, 1, 64, 0, 1, 255, 255, 255 }.CopyTo(record, 0);
        for (var i = 0; i < 20 && pair.Server.ClosedReason is null; i++)
        {
            pair.ClientEnd.Write(record);
            pair.Settle();
        }
        pair.Server.ClosedReason!.Value.Should().BeOfType<TLSException>();
        pair.Link.Client.Connected.Should().BeFalse();
    }

    [Test]
    public void Peer_FloodsTheHandshakeWithWhatOpenSSLSkips_IsCutOffAtOurLimit()
    {
        var pair = new ClearPair();
        pair.ClientEnd.StartTLS(TlsPair.Options());
        // HelloRequest, four zeros, is passed over as often as it comes while a handshake is under way (RFC 5246 section 7.4.1.1).
        var record = new byte[16384 + 5];
        new byte[] { 22, 3, 3, 64, 0 }.CopyTo(record, 0);
        for (var i = 0; i < 40 && pair.Client.ClosedReason is null; i++)
        {
            pair.ServerEnd.Write(record);
            pair.Settle();
        }
        pair.Client.ClosedReason!.Value.Should().BeOfType<TLSException>().Which.Message.Should().Contain("262144 are the limit");
        pair.Link.Server.Connected.Should().BeFalse();
    }

    [Test]
    public void ToString_OfATransportUnderTls_SaysSo()
    {
        var pair = new ClearPair();
        var tls = pair.ClientEnd.StartTLS(TlsPair.Options());
        tls.ToString().Should().Be("<TlsTransport to example.com Handshaking>");
        pair.StartServer().Settle();
        tls.ToString().Should().Be("<TlsTransport to example.com Open, TLSv1.3>");
    }

    [Test]
    public void StartTLS_PausesOfTheSocketsQueue_AreToldOutsideSslStream()
    {
        var context = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            var pair = new ClearPair().StartBoth().Settle();
            SynchronizationContext? seen = null;
            var suppressed = true;
            var producer = Substitute.For<IPushProducer>();
            producer.When(p => p.PauseProducing()).Do(_ =>
            {
                seen = SynchronizationContext.Current;
                suppressed = ExecutionContext.IsFlowSuppressed();
                pair.ClientEnd.Write(" and this"u8);
            });
            pair.ClientEnd.RegisterProducer(producer, streaming: true);
            pair.ClientEnd.Write(Encoding.ASCII.GetBytes(new string('x', 70_000)));
            pair.Settle();
            seen.Should().BeSameAs(context);
            suppressed.Should().BeFalse();
            pair.Server.Text.Should().Contain(" and this").And.StartWith(new string('x', 70_000));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    /// <summary>Splits lines and keeps the rest, as line receivers do.</summary>
    private sealed class LineServer : Protocol, IReceiveBuffer
    {
        private string _rest = "";

        internal List<string> Lines { get; } = [];

        internal Failure? Lost { get; private set; }

        public override void DataReceived(ReadOnlySpan<byte> data)
        {
            _rest += Encoding.Latin1.GetString(data);
            for (var end = _rest.IndexOf('\n'); end >= 0; end = _rest.IndexOf('\n'))
            {
                var line = _rest[..end];
                _rest = _rest[(end + 1)..];
                Lines.Add(line);
                if (line == "STARTTLS")
                    ((ITlsCapable)Transport).StartTLS(ClearPair.ServerOptions);
            }
        }

        public override void ConnectionLost(Failure reason) => Lost = reason;

        public ReadOnlyMemory<byte> TakeBuffered()
        {
            var taken = Encoding.Latin1.GetBytes(_rest);
            _rest = "";
            return taken;
        }
    }
}
