using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Stands between a transport and a protocol: the protocol of the one, the transport of the other
/// (twisted.protocols.policies.ProtocolWrapper).</summary>
/// <remarks>
/// <para>Everything passes through it unchanged; a subclass overrides what it wants to see. All that is written comes through
/// <see cref="Write"/>, also what <see cref="WriteSequence"/> (in one call) and in-place writing bring.</para>
/// <para>It can be cast to what its transport can do beyond <see cref="ITransport"/> (<see cref="ITcpTransport"/>,
/// <see cref="ITlsTransport"/>, <see cref="ITlsCapable"/>, <see cref="IHalfCloseableTransport"/>, and <see cref="ISwitchableTransport"/>,
/// which changes the wrapped protocol), to what its protocol wants to hear (<see cref="IHalfCloseableProtocol"/>,
/// <see cref="IHandshakeListener"/>, <see cref="IReceiveBuffer"/>), and to nothing that they are not.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public class ProtocolWrapper : Protocol, ITransport, IDynamicInterfaceCastable
{
    // The room for in-place writing is kept up to this size.
    private const int MostRoom = 16 * 1024;

    private ArrayBufferWriter<byte>? _inPlace;

    /// <summary>A wrapper.</summary>
    /// <param name="factory">Who keeps track of it; nobody when null.</param>
    /// <param name="wrappedProtocol">The protocol.</param>
    public ProtocolWrapper(WrappingFactory? factory, IProtocol wrappedProtocol)
    {
        ArgumentNullException.ThrowIfNull(wrappedProtocol);
        Factory = factory;
        WrappedProtocol = wrappedProtocol;
    }

    private protected ProtocolWrapper(WrappingFactory factory) => Factory = factory;

    /// <summary>The protocol; null once it was told that the connection is lost.</summary>
    public IProtocol? WrappedProtocol { get; private protected set; }

    /// <summary>What log messages call it: the protocol's name, then its own in brackets.</summary>
    public override string LogPrefix => WrappedName.Of(this, (WrappedProtocol as Protocol)?.LogPrefix, WrappedProtocol);

    /// <inheritdoc/>
    public bool Disconnecting => HasTransport && Transport.Disconnecting;

    /// <inheritdoc/>
    public bool Connected => HasTransport && Transport.Connected;

    /// <inheritdoc/>
    public bool IsInputPending => Transport.IsInputPending;

    /// <inheritdoc/>
    public bool IsOutputPending => Transport.IsOutputPending;

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        (Factory as WrappingFactory)?.RegisterProtocol(this);
        WrappedProtocol?.MakeConnection(this);
    }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data) => WrappedProtocol?.DataReceived(data);

    /// <inheritdoc/>
    public override void ConnectionLost(Failure reason)
    {
        // Told once, so that nobody's count goes wrong; and a wrapper without a protocol was never registered.
        if (WrappedProtocol is null)
            return;
        try
        {
            (Factory as WrappingFactory)?.UnregisterProtocol(this);
        }
        finally
        {
            try
            {
                WrappedProtocol?.ConnectionLost(reason);
            }
            finally
            {
                // The two hold each other.
                WrappedProtocol = null;
            }
        }
    }

    /// <inheritdoc/>
    public virtual void Write(ReadOnlySpan<byte> data) => Transport.Write(data);

    /// <inheritdoc/>
    public virtual void WriteSequence(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        // Together: the transport sends at once what it is given, and each would be a packet, or a TLS record.
        var together = new ArrayBufferWriter<byte>();
        foreach (var piece in pieces)
            together.Write(piece.Span);
        if (together.WrittenCount > 0)
            Write(together.WrittenSpan);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => (_inPlace ??= new()).GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => (_inPlace ??= new()).GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        var inPlace = _inPlace ??= new();
        inPlace.Advance(count);
        try
        {
            Write(inPlace.WrittenSpan);
        }
        finally
        {
            if (inPlace.Capacity > MostRoom)
                _inPlace = null;
            else
                inPlace.ResetWrittenCount();
        }
    }

    /// <inheritdoc/>
    public virtual void LoseConnection() => Transport.LoseConnection();

    /// <inheritdoc/>
    public virtual void AbortConnection() => Transport.AbortConnection();

    /// <inheritdoc/>
    public virtual void RegisterProducer(IProducer producer, bool streaming) => Transport.RegisterProducer(producer, streaming);

    /// <inheritdoc/>
    public virtual void UnregisterProducer() => Transport.UnregisterProducer();

    /// <inheritdoc/>
    public virtual void PauseProducing() => Transport.PauseProducing();

    /// <inheritdoc/>
    public virtual void ResumeProducing() => Transport.ResumeProducing();

    /// <inheritdoc/>
    public virtual void StopProducing() => Transport.StopProducing();

    /// <inheritdoc/>
    public virtual IAddress GetHost() => Transport.GetHost();

    /// <inheritdoc/>
    public virtual IAddress GetPeer() => Transport.GetPeer();

    /// <summary>Puts another protocol in the place of the wrapped one.</summary>
    internal void Switch(IProtocol successor)
    {
        ArgumentNullException.ThrowIfNull(successor);
        if (WrappedProtocol is null)
            throw new InvalidOperationException($"A lost connection has no use for another protocol; this is {this}.");
        WrappedProtocol = successor;
    }

    bool IDynamicInterfaceCastable.IsInterfaceImplemented(RuntimeTypeHandle interfaceType, bool throwIfNotImplemented) =>
        WrapperFaces.Find(this, interfaceType) is not null;

    RuntimeTypeHandle IDynamicInterfaceCastable.GetInterfaceImplementation(RuntimeTypeHandle interfaceType) =>
        WrapperFaces.Find(this, interfaceType)?.TypeHandle ?? default;

    /// <inheritdoc/>
    public override string ToString() => $"<{GetType().Name} of {WrappedProtocol?.ToString() ?? "a lost connection"}>";
}
