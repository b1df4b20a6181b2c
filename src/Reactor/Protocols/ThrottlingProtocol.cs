using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection of a <see cref="ThrottlingFactory"/>: counts its bytes and can be held
/// (twisted.protocols.policies.ThrottlingProtocol).</summary>
public sealed class ThrottlingProtocol : ProtocolWrapper
{
    private readonly ThrottlingFactory _factory;
    private IPushProducer? _producer;
    private ReadHold _holds;

    internal ThrottlingProtocol(ThrottlingFactory factory, IProtocol wrappedProtocol) : base(factory, wrappedProtocol)
    {
        _factory = factory;
    }

    /// <summary>Who wants reading to pause: it goes on when nobody does.</summary>
    [Flags]
    private enum ReadHold
    {
        None = 0,
        Protocol = 1,
        Limit = 2,
    }

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        base.ConnectionMade();
        if (_factory.ReadsAreHeld)
            HoldReads(true);
    }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        _factory.RegisterRead(data.Length);
        base.DataReceived(data);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> data)
    {
        _factory.RegisterWritten(data.Length);
        base.Write(data);
    }

    /// <inheritdoc/>
    public override void RegisterProducer(IProducer producer, bool streaming)
    {
        base.RegisterProducer(producer, streaming);
        _producer = streaming ? producer as IPushProducer : null;
        if (_factory.WritesAreHeld)
            HoldWrites(true);
    }

    /// <inheritdoc/>
    public override void UnregisterProducer()
    {
        _producer = null;
        base.UnregisterProducer();
    }

    /// <inheritdoc/>
    public override void PauseProducing()
    {
        _holds |= ReadHold.Protocol;
        base.PauseProducing();
    }

    /// <inheritdoc/>
    public override void ResumeProducing()
    {
        _holds &= ~ReadHold.Protocol;
        if (_holds == ReadHold.None)
            base.ResumeProducing();
    }

    internal void HoldReads(bool held)
    {
        if (!Connected)
            return;
        if (held)
        {
            _holds |= ReadHold.Limit;
            Transport.PauseProducing();
            return;
        }
        _holds &= ~ReadHold.Limit;
        if (_holds == ReadHold.None)
            Transport.ResumeProducing();
    }

    internal void HoldWrites(bool held)
    {
        if (!Connected)
            return;
        if (held)
            _producer?.PauseProducing();
        else
            _producer?.ResumeProducing();
    }
}
