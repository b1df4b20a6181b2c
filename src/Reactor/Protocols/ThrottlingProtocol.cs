using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>A connection of a <see cref="ThrottlingFactory"/>: counts its bytes and can be held
/// (twisted.protocols.policies.ThrottlingProtocol).</summary>
public sealed class ThrottlingProtocol : ProtocolWrapper
{
    private readonly ThrottlingFactory _factory;
    private HeldProducer? _producer;
    private HeldProducer? _input;

    internal ThrottlingProtocol(ThrottlingFactory factory, IProtocol wrappedProtocol) : base(factory, wrappedProtocol)
    {
        _factory = factory;
    }

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        _input = new HeldProducer(Transport);
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
        if (!streaming || producer is not IPushProducer push)
        {
            base.RegisterProducer(producer, streaming);
            return;
        }
        var held = new HeldProducer(push);
        base.RegisterProducer(held, streaming);
        _producer = held;
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
    public override void PauseProducing() => _input?.PauseProducing();

    /// <inheritdoc/>
    public override void ResumeProducing() => _input?.ResumeProducing();

    internal void HoldReads(bool held)
    {
        if (Connected)
            _input?.SetLimit(held);
    }

    internal void HoldWrites(bool held)
    {
        if (Connected)
            _producer?.SetLimit(held);
    }
}
