using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>What a <see cref="ProtocolWrapper"/> can be cast to besides what its class says (Twisted's directlyProvides).</summary>
/// <remarks>Whether "Transport is ITlsTransport" holds must depend on the wrapped transport, as a protocol may trust its peer for it. No
/// class can say that; the runtime asks the object (<see cref="IDynamicInterfaceCastable"/>) and runs a face's members on it.</remarks>
internal static class WrapperFaces
{
    internal const string OnlyTheirOwn = "The wrapper's class has the inherited members; a face adds its own.";

    internal static Type? Find(ProtocolWrapper wrapper, RuntimeTypeHandle wanted)
    {
        if (wanted.Equals(typeof(IHalfCloseableProtocol).TypeHandle))
            return wrapper.WrappedProtocol is IHalfCloseableProtocol ? typeof(IHalfCloseableProtocolFace) : null;
        if (wanted.Equals(typeof(IHandshakeListener).TypeHandle))
            return wrapper.WrappedProtocol is IHandshakeListener ? typeof(IHandshakeListenerFace) : null;
        if (wanted.Equals(typeof(IReceiveBuffer).TypeHandle))
            return wrapper.WrappedProtocol is IReceiveBuffer ? typeof(IReceiveBufferFace) : null;
        if (!wrapper.HasTransport)
            return null;
        if (wanted.Equals(typeof(ITcpTransport).TypeHandle))
            return wrapper.Transport is ITcpTransport ? typeof(ITcpTransportFace) : null;
        if (wanted.Equals(typeof(ITlsTransport).TypeHandle))
            return wrapper.Transport is ITlsTransport ? typeof(ITlsTransportFace) : null;
        if (wanted.Equals(typeof(ITlsCapable).TypeHandle))
            return wrapper.Transport is ITlsCapable ? typeof(ITlsCapableFace) : null;
        if (wanted.Equals(typeof(IHalfCloseableTransport).TypeHandle))
            return wrapper.Transport is IHalfCloseableTransport ? typeof(IHalfCloseableTransportFace) : null;
        if (wanted.Equals(typeof(ISwitchableTransport).TypeHandle))
            return wrapper.Transport is ISwitchableTransport ? typeof(ISwitchableTransportFace) : null;
        return null;
    }
}

[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface ITcpTransportFace : ITcpTransport
{
    bool ITcpTransport.TcpNoDelay
    {
        get => Behind(this).TcpNoDelay;
        set => Behind(this).TcpNoDelay = value;
    }

    bool ITcpTransport.TcpKeepAlive
    {
        get => Behind(this).TcpKeepAlive;
        set => Behind(this).TcpKeepAlive = value;
    }

    private static ITcpTransport Behind(object wrapper) => (ITcpTransport)((ProtocolWrapper)wrapper).Transport;
}

[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface ITlsTransportFace : ITlsTransport
{
    X509Certificate2? ITlsTransport.PeerCertificate => Behind(this).PeerCertificate;

    string ITlsTransport.ProtocolVersion => Behind(this).ProtocolVersion;

    string ITlsTransport.CipherSuite => Behind(this).CipherSuite;

    string? ITlsTransport.NegotiatedProtocol => Behind(this).NegotiatedProtocol;

    string? ITlsTransport.ServerName => Behind(this).ServerName;

    private static ITlsTransport Behind(object wrapper) => (ITlsTransport)((ProtocolWrapper)wrapper).Transport;
}

[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface IHalfCloseableTransportFace : IHalfCloseableTransport
{
    void IHalfCloseableTransport.LoseWriteConnection() =>
        ((IHalfCloseableTransport)((ProtocolWrapper)this).Transport).LoseWriteConnection();
}

/// <summary>Changes the wrapped protocol: the wrapper goes on standing between the transport and the successor.</summary>
[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface ISwitchableTransportFace : ISwitchableTransport
{
    IProtocol ISwitchableTransport.Protocol
    {
        get => ((ProtocolWrapper)this).WrappedProtocol ?? throw new InvalidOperationException($"The connection is lost; this is {this}.");
        set => ((ProtocolWrapper)this).Switch(value);
    }
}

[DynamicInterfaceCastableImplementation]
internal interface IHalfCloseableProtocolFace : IHalfCloseableProtocol
{
    void IHalfCloseableProtocol.ReadConnectionLost() => Behind(this)?.ReadConnectionLost();

    void IHalfCloseableProtocol.WriteConnectionLost() => Behind(this)?.WriteConnectionLost();

    private static IHalfCloseableProtocol? Behind(object wrapper) => ((ProtocolWrapper)wrapper).WrappedProtocol as IHalfCloseableProtocol;
}

[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface IReceiveBufferFace : IReceiveBuffer
{
    ReadOnlyMemory<byte> IReceiveBuffer.TakeBuffered() =>
        ((ProtocolWrapper)this).WrappedProtocol is IReceiveBuffer behind ? behind.TakeBuffered() : default;
}

[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface ITlsCapableFace : ITlsCapable
{
    ITlsTransport? ITlsCapable.Tls => Behind(this).Tls;

    ITlsTransport ITlsCapable.StartTLS(TlsOptions options) => Behind(this).StartTLS(options);

    ITlsTransport ITlsCapable.StartTLS(TlsServerOptions options) => Behind(this).StartTLS(options);

    private static ITlsCapable Behind(object wrapper) => (ITlsCapable)((ProtocolWrapper)wrapper).Transport;
}

[DynamicInterfaceCastableImplementation]
[SuppressMessage("Usage", "CA2256", Justification = WrapperFaces.OnlyTheirOwn)]
internal interface IHandshakeListenerFace : IHandshakeListener
{
    void IHandshakeListener.HandshakeCompleted() =>
        (((ProtocolWrapper)this).WrappedProtocol as IHandshakeListener)?.HandshakeCompleted();
}
