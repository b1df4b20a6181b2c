using System.ComponentModel;
using TwistedSharp.Internet.Testing;

/// <summary>What Twisted calls the members of the transports and reactors of memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TestingWords
{
    extension(StringTransport transport)
    {
        /// <inheritdoc cref="StringTransport.Value"/>
        public byte[] value() => transport.Value();

        /// <inheritdoc cref="StringTransport.Clear"/>
        public void clear() => transport.Clear();

        /// <inheritdoc cref="StringTransport.Disconnected"/>
        public bool disconnected => transport.Disconnected;

        /// <inheritdoc cref="StringTransport.Producer"/>
        public IProducer? producer => transport.Producer;

        /// <inheritdoc cref="StringTransport.Streaming"/>
        public bool streaming => transport.Streaming;

        /// <summary>"producing", "paused" or "stopped".</summary>
        public string producerState => transport.ProducerState switch
        {
            ProducerState.Producing => "producing",
            ProducerState.Paused => "paused",
            _ => "stopped",
        };

        /// <summary>Who is told of the end by <c>loseConnection</c> (StringTransportWithDisconnection).</summary>
        public IProtocol? protocol { get => transport.Protocol; set => transport.Protocol = value; }
    }

    extension(AccumulatingProtocol protocol)
    {
        /// <summary>Whether the connection is made.</summary>
        public bool made => protocol.Made > 0;

        /// <summary>Whether the connection is over.</summary>
        public bool closed => protocol.ClosedReason is not null;

        /// <inheritdoc cref="AccumulatingProtocol.ClosedReason"/>
        public Failure? closedReason => protocol.ClosedReason;

        /// <inheritdoc cref="AccumulatingProtocol.Data"/>
        public byte[] data => protocol.Data;
    }

    extension(FakeDatagramTransport transport)
    {
        /// <inheritdoc cref="FakeDatagramTransport.Written"/>
        public IReadOnlyList<WrittenDatagram> written => transport.Written;
    }

    extension(MemoryReactorClock reactor)
    {
        /// <inheritdoc cref="MemoryReactorClock.TcpClients"/>
        public IReadOnlyList<MemoryConnector> tcpClients => reactor.TcpClients;

        /// <inheritdoc cref="MemoryReactorClock.TcpServers"/>
        public IReadOnlyList<MemoryPort> tcpServers => reactor.TcpServers;

        /// <inheritdoc cref="MemoryReactorClock.SslClients"/>
        public IReadOnlyList<MemoryConnector> sslClients => reactor.SslClients;

        /// <inheritdoc cref="MemoryReactorClock.SslServers"/>
        public IReadOnlyList<MemoryPort> sslServers => reactor.SslServers;

        /// <inheritdoc cref="MemoryReactorClock.UnixClients"/>
        public IReadOnlyList<MemoryConnector> unixClients => reactor.UnixClients;

        /// <inheritdoc cref="MemoryReactorClock.UnixServers"/>
        public IReadOnlyList<MemoryPort> unixServers => reactor.UnixServers;

        /// <inheritdoc cref="MemoryReactorClock.AdoptedPorts"/>
        public IReadOnlyList<MemoryPort> adoptedPorts => reactor.AdoptedPorts;

        /// <inheritdoc cref="MemoryReactorClock.AdoptedStreamConnections"/>
        public IReadOnlyList<StringTransport> adoptedStreamConnections => reactor.AdoptedStreamConnections;

        /// <inheritdoc cref="MemoryReactorClock.Triggers"/>
        public IReadOnlyList<SystemEventTrigger> triggers => reactor.Triggers;
    }
}
