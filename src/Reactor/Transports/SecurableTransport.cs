namespace TwistedSharp.Internet;

/// <summary>The base of transports that can change to TLS in the middle: each member goes to TLS once it is there, and else to the
/// transport's own queue and socket.</summary>
/// <remarks>The protocol, its producer and whoever else writes keep the one object they know, so nobody can go on writing in clear by
/// mistake. TLS itself reaches the socket through <see cref="ClearSide"/>. Source: twisted.internet._newtls.ConnectionMixin.</remarks>
internal abstract class SecurableTransport : ITlsCapable, ISwitchableTransport
{
    private TlsTransport? _tls;

    public ITlsTransport? Tls => _tls;

    public IProtocol Protocol
    {
        get => _tls is { } tls ? tls.Protocol : ClearProtocol;
        set
        {
            if (_tls is { } tls)
                tls.Protocol = value;
            else
                ClearProtocol = value;
        }
    }

    public bool Disconnecting => _tls is { } tls ? tls.Disconnecting : ClearDisconnecting;

    public bool Connected => _tls is { } tls ? tls.Connected : ClearConnected;

    public abstract bool IsInputPending { get; }

    public bool IsOutputPending => _tls is { } tls ? tls.IsOutputPending : ClearOutputPending;

    private protected abstract IProtocol ClearProtocol { get; set; }

    private protected abstract bool ClearDisconnecting { get; }

    private protected abstract bool ClearConnected { get; }

    private protected abstract bool ClearOutputPending { get; }

    /// <summary>Whether both directions are open.</summary>
    private protected abstract bool IsOpen { get; }

    /// <summary>Times TLS's handshake and close.</summary>
    private protected abstract IReactorTime Time { get; }

    /// <summary>The TLS transport, for subclasses' words.</summary>
    private protected TlsTransport? Secured => _tls;

    public ITlsTransport StartTLS(TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Secure(new TlsUpgrade(options), options.HandshakeTimeout);
    }

    public ITlsTransport StartTLS(TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Secure(new TlsUpgrade(options, GetPeer()), options.HandshakeTimeout);
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        if (_tls is { } tls)
            tls.Write(data);
        else
            WriteClear(data);
    }

    public void WriteSequence(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        if (_tls is { } tls)
            tls.WriteSequence(pieces);
        else
            WriteSequenceClear(pieces);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _tls is { } tls ? tls.GetMemory(sizeHint) : GetMemoryClear(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _tls is { } tls ? tls.GetSpan(sizeHint) : GetSpanClear(sizeHint);

    public void Advance(int count)
    {
        if (_tls is { } tls)
            tls.Advance(count);
        else
            AdvanceClear(count);
    }

    public void RegisterProducer(IProducer producer, bool streaming)
    {
        if (_tls is { } tls)
            tls.RegisterProducer(producer, streaming);
        else
            RegisterProducerClear(producer, streaming);
    }

    public void UnregisterProducer()
    {
        if (_tls is { } tls)
            tls.UnregisterProducer();
        else
            UnregisterProducerClear();
    }

    public void PauseProducing()
    {
        if (_tls is { } tls)
            tls.PauseProducing();
        else
            PauseReading();
    }

    public void ResumeProducing()
    {
        if (_tls is { } tls)
            tls.ResumeProducing();
        else
            ResumeReading();
    }

    public void StopProducing() => LoseConnection();

    public void LoseConnection()
    {
        if (_tls is { } tls)
            tls.LoseConnection();
        else
            LoseClear();
    }

    public void AbortConnection()
    {
        if (_tls is { } tls)
            tls.AbortConnection();
        else
            AbortClear();
    }

    public abstract IAddress GetHost();

    public abstract IAddress GetPeer();

    private protected abstract void WriteClear(ReadOnlySpan<byte> data);

    private protected abstract void WriteSequenceClear(IEnumerable<ReadOnlyMemory<byte>> pieces);

    private protected abstract Memory<byte> GetMemoryClear(int sizeHint);

    private protected abstract Span<byte> GetSpanClear(int sizeHint);

    private protected abstract void AdvanceClear(int count);

    private protected abstract void RegisterProducerClear(IProducer producer, bool streaming);

    private protected abstract void UnregisterProducerClear();

    private protected abstract void PauseReading();

    private protected abstract void ResumeReading();

    private protected abstract void LoseClear();

    private protected abstract void AbortClear();

    /// <summary>Takes everything over that the protocol has set here: who receives, who produces, and whether reading is held.</summary>
    private protected abstract TlsBeginning HandOver(IProtocol receiver);

    private TlsTransport Secure(TlsUpgrade party, TimeSpan handshakeTimeout)
    {
        if (_tls is not null)
            throw new InvalidOperationException($"StartTLS needs a connection in clear text; this is {this}.");
        if (!IsOpen)
            throw new InvalidOperationException($"StartTLS needs an open connection; this is {this}.");
        var tls = new TlsTransport(party, Time, handshakeTimeout);
        var beginning = HandOver(tls);
        _tls = tls;
        // A record that waits for the last one's acknowledgement delays both ends.
        if (this is ITcpTransport tcp)
            tcp.TcpNoDelay = true;
        tls.Upgrade(new ClearSide(this), beginning);
        return tls;
    }

    /// <summary>The transport as TLS sees it: what is written here goes to the queue as it is.</summary>
    private sealed class ClearSide(SecurableTransport owner) : ITransport
    {
        public bool Disconnecting => owner.ClearDisconnecting;

        public bool Connected => owner.ClearConnected;

        public bool IsInputPending => owner.IsInputPending;

        public bool IsOutputPending => owner.ClearOutputPending;

        public void Write(ReadOnlySpan<byte> data) => owner.WriteClear(data);

        public Memory<byte> GetMemory(int sizeHint = 0) => owner.GetMemoryClear(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => owner.GetSpanClear(sizeHint);

        public void Advance(int count) => owner.AdvanceClear(count);

        public void RegisterProducer(IProducer producer, bool streaming) => owner.RegisterProducerClear(producer, streaming);

        public void UnregisterProducer() => owner.UnregisterProducerClear();

        public void PauseProducing() => owner.PauseReading();

        public void ResumeProducing() => owner.ResumeReading();

        public void StopProducing() => owner.LoseClear();

        public void LoseConnection() => owner.LoseClear();

        public void AbortConnection() => owner.AbortClear();

        public IAddress GetHost() => owner.GetHost();

        public IAddress GetPeer() => owner.GetPeer();

        public override string ToString() => owner.ToString() ?? "";
    }
}
