using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

/// <summary>AbortConnection from everywhere: later, once, with nothing delivered in between.</summary>
public sealed class AbortTests(Type kind) : TcpContract(kind)
{
    [TestCase(true, false)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public void AbortConnection_ThenAgainOrLoseConnection_IsOneAbort(bool byClient, bool thenLose)
    {
        void Abort(RecordingProtocol p)
        {
            p.Transport.AbortConnection();
            if (thenLose)
                p.Transport.LoseConnection();
            else
                p.Transport.AbortConnection();
            p.Events.Should().Equal(["made"], "it is told later");
        }
        var aborting = new RecordingProtocol { OnMade = Abort };
        var other = new RecordingProtocol();
        RunPair(byClient ? other : aborting, byClient ? aborting : other);
        aborting.Events.Should().Equal("made", "lost");
        aborting.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        other.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void AbortConnection_InResumeProducingAtOnce_StopsTheProducerLater()
    {
        AbortingProducer? producer = null;
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                producer = new AbortingProducer(p.Transport, pieces: 0);
                p.Transport.RegisterProducer(producer, streaming: false);
                producer.Stops.Should().Be(0);
                p.Events.Should().Equal("made");
            },
        };
        RunPair(new RecordingProtocol(), client);
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        producer!.Stops.Should().Be(1);
        producer.Resumes.Should().Be(1);
    }

    [Test]
    public void AbortConnection_InResumeProducingLater_StopsTheProducer()
    {
        AbortingProducer? producer = null;
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.RegisterProducer(producer = new AbortingProducer(p.Transport, pieces: 3), streaming: false),
        };
        RunPair(new RecordingProtocol(), client);
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        producer!.Stops.Should().Be(1);
        producer.Resumes.Should().Be(4);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AbortConnection_WriteBufferFull_EndsThoughThePeerReadsNothing(bool afterAnExchange)
    {
        var server = new RecordingProtocol
        {
            OnMade = p =>
            {
                if (!afterAnExchange)
                    p.Transport.PauseProducing();
            },
            OnData = (p, data) =>
            {
                p.Transport.Write(data);
                p.Transport.PauseProducing();
            },
        };
        PausedProducer? producer = null;
        void Fill(RecordingProtocol p) =>
            p.Transport.RegisterProducer(producer = new PausedProducer(p.Transport), streaming: true);
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                if (afterAnExchange)
                    p.Transport.Write("x"u8);
                else
                    Fill(p);
                if (producer is not null)
                    producer.Go();
            },
            OnData = (p, _) =>
            {
                Fill(p);
                producer!.Go(); // Just made.
            },
            // A reset reaches an end that reads nothing only when it reads again.
            OnLost = (_, _) => server.Transport.ResumeProducing(),
        };
        RunPair(server, client);
        client.Lost!.Value.Should().BeOfType<ConnectionAbortedException>();
        producer!.Stops.Should().Be(1);
        server.Lost!.Value.Should().BeOfType<ConnectionLostException>();
    }

    [Test]
    public void DataReceived_AbortsAndThrows_EndsWithWhatWasThrown()
    {
        var boom = new InvalidOperationException("boom");
        var client = new RecordingProtocol
        {
            OnData = (p, _) =>
            {
                p.Transport.AbortConnection();
                throw boom;
            },
        };
        RunPair(new RecordingProtocol { OnMade = p => p.Transport.Write("x"u8) }, client);
        client.Events.Should().Equal("made", "data", "lost");
        client.Lost!.Value.Should().BeSameAs(boom, "a bug is not hidden by the abort");
        TakeErrors().Should().ContainSingle();
    }

    [Test]
    public void ResumeProducing_AbortsAndThrows_EndsWithWhatWasThrown()
    {
        var boom = new InvalidOperationException("boom");
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.RegisterProducer(new AbortingProducer(p.Transport, pieces: 1) { Error = boom }, streaming: false),
        };
        RunPair(new RecordingProtocol(), client);
        client.Lost!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle();
    }

    /// <summary>Writes so many pieces when asked, and then aborts.</summary>
    private sealed class AbortingProducer(ITransport transport, int pieces) : IProducer
    {
        internal int Resumes { get; private set; }

        internal int Stops { get; private set; }

        internal Exception? Error { get; init; }

        public void ResumeProducing()
        {
            if (Resumes++ < pieces)
            {
                transport.Write(new byte[1000]);
                return;
            }
            transport.AbortConnection();
            Stops.Should().Be(0, "nothing is told inside the call");
            if (Error is not null)
                throw Error;
        }

        public void StopProducing() => Stops++;
    }

    /// <summary>Writes until it is paused and nothing goes any more, and then aborts.</summary>
    private sealed class PausedProducer(ITransport transport) : IPushProducer
    {
        private bool _paused;

        internal int Stops { get; private set; }

        public void PauseProducing()
        {
            if (_paused)
                return;
            _paused = true;
            // Far more than a kernel holds for a peer that does not read.
            transport.Write(new byte[32 * 1024 * 1024]);
            transport.AbortConnection();
        }

        public void ResumeProducing() { }

        public void StopProducing() => Stops++;

        internal void Go()
        {
            while (!_paused)
                transport.Write(new byte[10_000]);
        }
    }
}
