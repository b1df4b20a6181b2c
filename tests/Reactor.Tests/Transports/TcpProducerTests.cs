using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Transports;

public sealed class TcpProducerTests(Type kind) : TcpContract(kind)
{
    private const int Chunk = 16 * 1024;
    private const int Total = 16 * 1024 * 1024;

    [Test]
    public void PushProducer_SlowKernel_IsPausedAboveTheMarkAndResumedWhenEmpty()
    {
        Pusher? pusher = null;
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                pusher = new Pusher(p.Transport, Total);
                p.Transport.RegisterProducer(pusher, streaming: true);
                pusher.ResumeProducing();
            },
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        server.ReceivedBytes.Should().Be(Total);
        pusher!.MostInARow.Should().Be((64 * 1024) + Chunk, "it is paused by the write that passes 64 KiB");
        pusher.Stops.Should().Be(0);
    }

    [Test]
    public void Transport_AsProducerOfItself_EchoesUnderBackPressure()
    {
        var server = new RecordingProtocol
        {
            OnMade = p => p.Transport.RegisterProducer(p.Transport, streaming: true),
            OnData = (p, data) =>
            {
                p.Transport.Write(data);
                if (p.ReceivedBytes == Total)
                {
                    p.Transport.UnregisterProducer();
                    p.Transport.LoseConnection();
                }
            },
        };
        var client = new RecordingProtocol { OnMade = p => p.Transport.Write(new byte[Total]) };
        RunPair(server, client);
        client.ReceivedBytes.Should().Be(Total);
    }

    [Test]
    public void PullProducer_Registered_IsAskedNowAndAfterEachDrain()
    {
        Puller? puller = null;
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                puller = new Puller(p.Transport, 5);
                p.Transport.RegisterProducer(puller, streaming: false);
                puller.Asked.Should().Be(1);
            },
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        puller!.Asked.Should().Be(6);
        server.ReceivedBytes.Should().Be(5 * 200_000L);
    }

    [Test]
    public void LoseConnection_ProducerRegistered_WaitsForIt()
    {
        var order = new List<string>();
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.RegisterProducer(new Pusher(p.Transport, 0), streaming: true);
                p.Transport.LoseConnection();
                Reactor.CallLater(0, () => Reactor.CallLater(0, () =>
                {
                    p.Transport.Connected.Should().BeTrue();
                    p.Transport.Write("last words"u8);
                    order.Add("unregister");
                    p.Transport.UnregisterProducer();
                }));
            },
            OnLost = (_, _) => order.Add("lost"),
        };
        var server = new RecordingProtocol();
        RunPair(server, client);
        order.Should().Equal("unregister", "lost");
        server.Text.Should().Be("last words");
    }

    [Test]
    public void UnregisterProducer_AfterThePeerClosedAndWeDid_DoesNothing()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                p.Transport.RegisterProducer(new Pusher(p.Transport, 1), streaming: true);
                p.Transport.LoseConnection();
            },
            OnLost = (p, _) =>
            {
                p.Transport.LoseConnection();
                p.Transport.UnregisterProducer();
                Reactor.RegistrationCount.Should().BeLessThanOrEqualTo(2, "the port, and perhaps the other end");
            },
        };
        // Closing reads no more, so only a failing write tells of the peer's end.
        var server = new RecordingProtocol { OnMade = p => Later(2, p.Transport.AbortConnection) };
        void Write()
        {
            if (client.Lost is not null)
                return;
            if (server.Lost is not null)
                client.Transport.Write("x"u8);
            Later(1, Write);
        }
        RunPair(server, client, _ => Write());
        client.Events.Should().Equal("made", "lost");
    }

    [Test]
    public void ConnectionLost_ProducerRegistered_IsStoppedOnceBeforeTheProtocolHears()
    {
        Pusher? pusher = null;
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                pusher = new Pusher(p.Transport, 0);
                p.Transport.RegisterProducer(pusher, streaming: true);
            },
            OnLost = (_, _) => pusher!.Stops.Should().Be(1),
        };
        RunPair(new RecordingProtocol { OnMade = p => p.Transport.LoseConnection() }, client);
        pusher!.Stops.Should().Be(1);
    }

    [Test]
    public void RegisterProducer_OneIsThere_Throws()
    {
        var client = new RecordingProtocol
        {
            OnMade = p =>
            {
                var pusher = new Pusher(p.Transport, 0);
                p.Transport.RegisterProducer(pusher, streaming: true);
                FluentActions.Invoking(() => p.Transport.RegisterProducer(pusher, streaming: true))
                    .Should().Throw<InvalidOperationException>();
                p.Transport.UnregisterProducer();
                FluentActions.Invoking(() => p.Transport.RegisterProducer(new Puller(p.Transport, 0), streaming: true))
                    .Should().Throw<ArgumentException>();
                p.Transport.LoseConnection();
            },
        };
        RunPair(new RecordingProtocol(), client);
    }

    [Test]
    public void RegisterProducer_AfterTheEnd_StopsIt()
    {
        var stops = 0;
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.LoseConnection(),
            OnLost = (p, _) =>
            {
                var pusher = new Pusher(p.Transport, 0);
                p.Transport.RegisterProducer(pusher, streaming: true);
                stops = pusher.Stops;
            },
        };
        RunPair(new RecordingProtocol(), client);
        stops.Should().Be(1);
    }

    [Test]
    public void ResumeProducing_Throws_IsLoggedAndEndsTheConnection()
    {
        var boom = new InvalidOperationException("boom");
        var asked = 0;
        var client = new RecordingProtocol
        {
            OnMade = p => p.Transport.RegisterProducer(
                new Puller(p.Transport, 1) { Before = () => _ = ++asked == 2 ? throw boom : 0 }, streaming: false),
        };
        RunPair(new RecordingProtocol(), client);
        client.Lost!.Value.Should().BeSameAs(boom);
        TakeErrors().Should().ContainSingle();
    }

    private sealed class Pusher(ITransport transport, long total) : IPushProducer
    {
        private long _left = total;
        private bool _paused;

        internal int MostInARow { get; private set; }

        internal int Stops { get; private set; }

        public void PauseProducing() => _paused = true;

        public void ResumeProducing()
        {
            _paused = false;
            var inARow = 0;
            while (!_paused && _left > 0)
            {
                _left -= Chunk;
                inARow += Chunk;
                transport.Write(new byte[Chunk]);
            }
            MostInARow = Math.Max(MostInARow, inARow);
            if (_left == 0)
            {
                _left = -1;
                transport.UnregisterProducer();
                transport.LoseConnection();
            }
        }

        public void StopProducing() => Stops++;
    }

    private sealed class Puller(ITransport transport, int pieces) : IProducer
    {
        private int _left = pieces;

        internal int Asked { get; private set; }

        internal Action? Before { get; init; }

        public void ResumeProducing()
        {
            Asked++;
            Before?.Invoke();
            if (_left-- > 0)
            {
                transport.Write(new byte[200_000]);
                return;
            }
            transport.UnregisterProducer();
            transport.LoseConnection();
        }

        public void StopProducing() { }
    }
}
