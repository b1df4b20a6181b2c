using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProtocolWrapperTests
{
    private readonly AccumulatingProtocol _wrapped = new();
    private readonly StringTransport _transport = new();

    [Test]
    public void Connection_FromBeginningToEnd_PassesThrough()
    {
        var (wrapper, factory) = Connect();
        _wrapped.Transport.Should().BeSameAs(wrapper);
        factory.Protocols.Should().Equal(wrapper);
        wrapper.DataReceived("hello"u8);
        _wrapped.Text.Should().Be("hello");
        var reason = new Failure(new ConnectionDoneException("done"));
        wrapper.ConnectionLost(reason);
        _wrapped.ClosedReason.Should().BeSameAs(reason);
        factory.Protocols.Should().BeEmpty();
    }

    [Test]
    public void ConnectionLost_LetsGoOfTheProtocol()
    {
        var (wrapper, _) = Connect();
        _transport.Protocol = wrapper;
        wrapper.WrappedProtocol.Should().NotBeNull();
        _transport.LoseConnection();
        wrapper.WrappedProtocol.Should().BeNull();
        wrapper.ToString().Should().Be("<ProtocolWrapper of a lost connection>");
        wrapper.DataReceived("late"u8);
    }

    [Test]
    public void ConnectionLost_ProtocolThrows_LetsGoAllTheSame()
    {
        var broken = Substitute.For<IProtocol>();
        broken.When(p => p.ConnectionLost(Arg.Any<Failure>())).Throw(new FormatException());
        var wrapper = new ProtocolWrapper(null, broken);
        wrapper.MakeConnection(_transport);
        wrapper.Invoking(w => w.ConnectionLost(new Failure(new ConnectionDoneException("done")))).Should().Throw<FormatException>();
        wrapper.WrappedProtocol.Should().BeNull();
    }

    [Test]
    public void ConnectionLost_FactoryThrows_ProtocolIsTold()
    {
        var wrapper = new ProtocolWrapper(new ThrowingFactory(), _wrapped);
        wrapper.MakeConnection(_transport);
        var reason = new Failure(new ConnectionDoneException("done"));
        wrapper.Invoking(w => w.ConnectionLost(reason)).Should().Throw<FormatException>();
        _wrapped.ClosedReason.Should().BeSameAs(reason);
        wrapper.WrappedProtocol.Should().BeNull();
    }

    [Test]
    public void Transport_EverythingAsked_IsAskedOfTheTransport()
    {
        var (wrapper, _) = Connect();
        wrapper.GetHost().Should().Be(_transport.GetHost());
        wrapper.GetPeer().Should().Be(_transport.GetPeer());
        wrapper.Connected.Should().BeTrue();
        wrapper.IsInputPending.Should().BeFalse();
        _transport.IsOutputPending = true;
        wrapper.IsOutputPending.Should().BeTrue();
        var producer = Substitute.For<IPushProducer>();
        wrapper.RegisterProducer(producer, streaming: true);
        _transport.Producer.Should().BeSameAs(producer);
        _transport.Streaming.Should().BeTrue();
        wrapper.UnregisterProducer();
        _transport.Producer.Should().BeNull();
        wrapper.PauseProducing();
        _transport.ProducerState.Should().Be(ProducerState.Paused);
        wrapper.ResumeProducing();
        _transport.ProducerState.Should().Be(ProducerState.Producing);
        wrapper.LoseConnection();
        wrapper.Disconnecting.Should().BeTrue();
        wrapper.AbortConnection();
        _transport.Aborted.Should().BeTrue();
        wrapper.Connected.Should().BeFalse();
    }

    [Test]
    public void StopProducing_ClosesTheTransport()
    {
        var (wrapper, _) = Connect();
        wrapper.StopProducing();
        _transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void Transport_BeforeTheConnection_IsNotConnected()
    {
        var wrapper = new ProtocolWrapper(null, _wrapped);
        wrapper.Connected.Should().BeFalse();
        wrapper.Disconnecting.Should().BeFalse();
        ((object)wrapper is ITcpTransport).Should().BeFalse();
    }

    [Test]
    public void Write_EachWay_ComesThroughWrite()
    {
        var wrapper = new UpperCase(_wrapped);
        wrapper.MakeConnection(_transport);
        var seen = _wrapped.Transport;
        seen.Write("one "u8);
        seen.WriteSequence([new("two "u8.ToArray()), new("three "u8.ToArray())]);
        "four "u8.CopyTo(seen.GetSpan(5));
        seen.Advance(5);
        "five"u8.CopyTo(seen.GetMemory(4).Span);
        seen.Advance(4);
        _transport.ValueString().Should().Be("ONE TWO THREE FOUR FIVE");
    }

    [Test]
    public void WriteSequence_SeveralPieces_AreOneWrite()
    {
        var writes = new CountingWrites(_wrapped);
        writes.MakeConnection(_transport);
        _wrapped.Transport.WriteSequence([new("one "u8.ToArray()), default, new("two"u8.ToArray())]);
        writes.Writes.Should().Be(1);
        _wrapped.Transport.WriteSequence([]);
        writes.Writes.Should().Be(1);
        _transport.ValueString().Should().Be("one two");
    }

    [Test]
    public void Advance_MuchAtOnce_KeepsNoRoomForIt()
    {
        var (wrapper, _) = Connect();
        wrapper.GetSpan(1 << 20)[..3].Fill((byte)'x');
        wrapper.Advance(3);
        _transport.ValueString().Should().Be("xxx");
        wrapper.GetMemory(1).Length.Should().BeLessThan(1 << 20);
    }

    [Test]
    public void Casts_TcpTransport_CanWhatItCan()
    {
        Connect();
        var tcp = _wrapped.Transport.Should().BeAssignableTo<ITcpTransport>().Subject;
        tcp.TcpNoDelay = true;
        tcp.TcpKeepAlive = true;
        _transport.TcpNoDelay.Should().BeTrue();
        _transport.TcpKeepAlive.Should().BeTrue();
        tcp.TcpNoDelay.Should().BeTrue();
        tcp.TcpKeepAlive.Should().BeTrue();
        (_wrapped.Transport is ITlsTransport).Should().BeFalse("nobody may take clear text for TLS");
    }

    [Test]
    public void Casts_NotWhatTheTransportIs_Fail()
    {
        var (wrapper, _) = Connect();
        wrapper.Invoking(w => (ITlsTransport)(object)w).Should().Throw<InvalidCastException>();
        ((object)wrapper is IHalfCloseableTransport).Should().BeFalse();
        ((object)wrapper is IHalfCloseableProtocol).Should().BeFalse();
        ((object)wrapper is IReceiveBuffer).Should().BeFalse();
        ((object)wrapper is IReactorTime).Should().BeFalse();
    }

    [Test]
    public void Casts_TlsTransport_TellsWhatItTells()
    {
        var tls = Substitute.For<ITlsTransport>();
        tls.ProtocolVersion.Returns("TLSv1.3");
        tls.NegotiatedProtocol.Returns("h2");
        tls.ServerName.Returns("example.org");
        var wrapper = new ProtocolWrapper(null, _wrapped);
        wrapper.MakeConnection(tls);
        var seen = _wrapped.Transport.Should().BeAssignableTo<ITlsTransport>().Subject;
        seen.ProtocolVersion.Should().Be("TLSv1.3");
        seen.PeerCertificate.Should().BeSameAs(tls.PeerCertificate);
        seen.NegotiatedProtocol.Should().Be("h2");
        seen.ServerName.Should().Be("example.org");
        (_wrapped.Transport is ITcpTransport).Should().BeFalse();
    }

    [Test]
    public void Casts_StartTLS_GoesBothWays()
    {
        var transport = Substitute.For<ITlsCapable>();
        var protocol = Substitute.For<IHandshakeListener>();
        var options = new TlsOptions("example.org");
        var tls = Substitute.For<ITlsTransport>();
        transport.StartTLS(options).Returns(tls);
        transport.Tls.Returns(tls);
        var wrapper = new ProtocolWrapper(null, protocol);
        wrapper.MakeConnection(transport);
        var seen = (ITlsCapable)(object)wrapper;
        seen.StartTLS(options).Should().BeSameAs(tls);
        seen.Tls.Should().BeSameAs(tls);
        ((IHandshakeListener)(object)wrapper).HandshakeCompleted();
        protocol.Received(1).HandshakeCompleted();
    }

    [Test]
    public void Casts_HalfClose_GoesBothWays()
    {
        var transport = Substitute.For<IHalfCloseableTransport>();
        var protocol = Substitute.For<IProtocol, IHalfCloseableProtocol>();
        var wrapper = new ProtocolWrapper(null, protocol);
        wrapper.MakeConnection(transport);
        ((IHalfCloseableTransport)(object)wrapper).LoseWriteConnection();
        transport.Received(1).LoseWriteConnection();
        var heard = (IHalfCloseableProtocol)(object)wrapper;
        heard.ReadConnectionLost();
        heard.WriteConnectionLost();
        ((IHalfCloseableProtocol)protocol).Received(1).ReadConnectionLost();
        ((IHalfCloseableProtocol)protocol).Received(1).WriteConnectionLost();
    }

    [Test]
    public void Casts_SwitchableTransport_ChangesTheWrappedProtocol()
    {
        var (wrapper, factory) = Connect();
        var seen = (ISwitchableTransport)_wrapped.Transport;
        seen.Protocol.Should().BeSameAs(_wrapped);
        var successor = new AccumulatingProtocol();
        seen.Protocol = successor;
        successor.MakeConnection(seen);
        wrapper.DataReceived("for the successor"u8);
        _wrapped.Text.Should().BeEmpty();
        successor.Text.Should().Be("for the successor");
        wrapper.ConnectionLost(new Failure(new ConnectionDoneException("done")));
        _wrapped.ClosedReason.Should().BeNull();
        successor.ClosedReason.Should().NotBeNull();
        factory.Protocols.Should().BeEmpty();
        seen.Invoking(s => s.Protocol = _wrapped).Should().Throw<InvalidOperationException>();
        seen.Invoking(s => s.Protocol).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Casts_ReceiveBuffer_GivesTheProtocolsBytes()
    {
        var receiver = new LineTester();
        var wrapper = new ProtocolWrapper(null, receiver);
        wrapper.MakeConnection(_transport);
        wrapper.DataReceived("line\nrest"u8);
        Pieces.Text(((IReceiveBuffer)(object)wrapper).TakeBuffered().Span).Should().Be("rest");
        receiver.ClearLineBuffer().Should().BeEmpty();
    }

    [Test]
    public void Casts_WrapperInWrapper_GoThroughBoth()
    {
        var outer = new ProtocolWrapper(null, new ProtocolWrapper(null, _wrapped));
        outer.MakeConnection(_transport);
        ((ITcpTransport)_wrapped.Transport).TcpNoDelay = true;
        _transport.TcpNoDelay.Should().BeTrue();
        (_wrapped.Transport is ITlsTransport).Should().BeFalse();
        _wrapped.Transport.Write("through"u8);
        _transport.ValueString().Should().Be("through");
    }

    [Test]
    public void LogPrefix_NamesBoth()
    {
        new ProtocolWrapper(null, _wrapped).LogPrefix.Should().Be("AccumulatingProtocol (ProtocolWrapper)");
        new ProtocolWrapper(null, new ConsumerToProtocolAdapter(_transport)).LogPrefix
            .Should().Be("ConsumerToProtocolAdapter (ProtocolWrapper)");
    }

    private (ProtocolWrapper Wrapper, WrappingFactory Factory) Connect()
    {
        var factory = new WrappingFactory(Factory.ForProtocol(() => _wrapped));
        var wrapper = (ProtocolWrapper)factory.BuildProtocol(_transport.GetPeer())!; // It never refuses.
        wrapper.MakeConnection(_transport);
        return (wrapper, factory);
    }

    private sealed class ThrowingFactory() : WrappingFactory(Factory.ForProtocol(() => null))
    {
        public override void UnregisterProtocol(ProtocolWrapper protocol) => throw new FormatException();
    }

    private sealed class CountingWrites(IProtocol wrapped) : ProtocolWrapper(null, wrapped)
    {
        internal int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> data)
        {
            Writes++;
            base.Write(data);
        }
    }

    private sealed class UpperCase(IProtocol wrapped) : ProtocolWrapper(null, wrapped)
    {
        public override void Write(ReadOnlySpan<byte> data) =>
            base.Write(Pieces.Bytes(Pieces.Text(data).ToUpperInvariant()));
    }
}
