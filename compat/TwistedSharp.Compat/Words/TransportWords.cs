using System.ComponentModel;

/// <summary>What Twisted calls the members of transports, producers and addresses.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TransportWords
{
    extension(ITransport transport)
    {
        /// <inheritdoc cref="ITransport.Connected"/>
        public bool connected => transport.Connected;

        /// <inheritdoc cref="ITransport.Disconnecting"/>
        public bool disconnecting => transport.Disconnecting;

        /// <inheritdoc cref="ITransport.WriteSequence"/>
        public void writeSequence(IEnumerable<byte[]> data) => transport.WriteSequence(data.Select(piece => (ReadOnlyMemory<byte>)piece));

        /// <inheritdoc cref="ITransport.LoseConnection"/>
        public void loseConnection() => transport.LoseConnection();

        /// <inheritdoc cref="ITransport.AbortConnection"/>
        public void abortConnection() => transport.AbortConnection();

        /// <inheritdoc cref="ITransport.GetPeer"/>
        public IAddress getPeer() => transport.GetPeer();

        /// <inheritdoc cref="ITransport.GetHost"/>
        public IAddress getHost() => transport.GetHost();
    }

    extension(IConsumer consumer)
    {
        /// <inheritdoc cref="IConsumer.Write"/>
        public void write(ReadOnlySpan<byte> data) => consumer.Write(data);

        /// <inheritdoc cref="IConsumer.RegisterProducer"/>
        public void registerProducer(IProducer producer, bool streaming) => consumer.RegisterProducer(producer, streaming);

        /// <inheritdoc cref="IConsumer.UnregisterProducer"/>
        public void unregisterProducer() => consumer.UnregisterProducer();
    }

    extension(IPushProducer producer)
    {
        /// <inheritdoc cref="IPushProducer.PauseProducing"/>
        public void pauseProducing() => producer.PauseProducing();

        /// <inheritdoc cref="IProducer.ResumeProducing"/>
        public void resumeProducing() => producer.ResumeProducing();

        /// <inheritdoc cref="IProducer.StopProducing"/>
        public void stopProducing() => producer.StopProducing();
    }
}
