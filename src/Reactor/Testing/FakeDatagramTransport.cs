using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A UDP port that keeps what is written to it, for tests of one protocol
/// (twisted.internet.testing.FakeDatagramTransport).</summary>
/// <remarks>It minds addresses as a real port does, and sends nothing. A <see cref="MemoryReactorClock"/> opens such ports; one that a test
/// makes itself is open from the start.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class FakeDatagramTransport : IMulticastTransport
{
    private readonly IPEndPoint _host;
    private readonly IDatagramProtocol? _protocol;
    private readonly FakePort _port;
    private readonly List<WrittenDatagram> _written = [];
    private readonly HashSet<(string Group, string InterfaceAddress)> _groups = [];
    private string _outgoing;
    private bool _broadcast;
    private bool _loopback = true;
    private int _ttl = 1;

    /// <summary>A port that is open.</summary>
    /// <param name="interfaceAddress">Our end's address as a literal.</param>
    /// <param name="port">Our end's port.</param>
    public FakeDatagramTransport(string interfaceAddress = "10.0.0.1", int port = 12345)
        : this(interfaceAddress, port, protocol: null) =>
        _port.Start();

    internal FakeDatagramTransport(string interfaceAddress, int port, IDatagramProtocol? protocol)
    {
        _host = new IPEndPoint(IPLiteral.Interface(interfaceAddress), port);
        _protocol = protocol;
        _outgoing = _host.AddressFamily == AddressFamily.InterNetwork ? "0.0.0.0" : "0";
        _port = new FakePort(this, () => protocol?.MakeConnection(this), () => protocol?.DoStop());
    }

    /// <summary>Everything written since the last <see cref="Clear"/>, in order.</summary>
    public IReadOnlyList<WrittenDatagram> Written => _written;

    /// <summary>The other end that Connect was given; null when it is not connected.</summary>
    public IAddress? Peer { get; private set; }

    /// <summary>The groups it is in, each with the interface it was joined on.</summary>
    public IReadOnlySet<(string Group, string InterfaceAddress)> Groups => _groups;

    /// <summary>Whether it is open.</summary>
    public bool IsListening => _port.IsListening;

    /// <summary>Whether its protocol holds it back.</summary>
    public bool IsPaused => _port.IsPaused;

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _written.Clear();

    /// <summary>Makes a datagram arrive at the protocol it was opened for.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="sender">Who sent it.</param>
    public void Receive(ReadOnlySpan<byte> datagram, IAddress sender)
    {
        _port.MustReceive();
        Protocol.DatagramReceived(datagram, sender);
    }

    /// <summary>Makes the other end refuse a datagram, which only a connected port hears of.</summary>
    public void Refuse()
    {
        _port.MustReceive();
        if (Peer is not null)
            Protocol.ConnectionRefused();
    }

    /// <inheritdoc/>
    public void StartListening()
    {
        Peer = null;
        _port.Start();
    }

    /// <inheritdoc/>
    /// <remarks>At once; a real port in a later turn.</remarks>
    public Deferred StopListening() => _port.Stop();

    /// <inheritdoc/>
    public void PauseProducing() => _port.Pause();

    /// <inheritdoc/>
    public void ResumeProducing() => _port.Resume();

    /// <inheritdoc/>
    public void StopProducing() => StopListening();

    /// <inheritdoc/>
    public IAddress GetHost() => Addresses.From(_host);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> datagram, IAddress? address = null)
    {
        _port.MustListen();
        if (address is null && Peer is null)
            throw new InvalidOperationException($"{this} is not connected: a datagram needs an address.");
        if (address is not null)
        {
            var destination = Addresses.From(IPLiteral.Destination(address, _host.AddressFamily));
            if (Peer is not null && !destination.Equals(Peer))
                throw new ArgumentException($"{this} sends to {Peer} only, not to {address}.", nameof(address));
        }
        _written.Add(new WrittenDatagram(datagram.ToArray(), address));
    }

    /// <inheritdoc/>
    public void Connect(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (Peer is not null)
            throw new InvalidOperationException($"{this} is connected already, and stays so.");
        var peer = IPLiteral.Destination(host, port, _host.AddressFamily);
        _port.MustListen();
        Peer = Addresses.From(peer);
    }

    /// <inheritdoc/>
    public void SetBroadcastAllowed(bool enabled) => _broadcast = enabled;

    /// <inheritdoc/>
    public bool GetBroadcastAllowed() => _broadcast;

    /// <inheritdoc/>
    public string GetOutgoingInterface() => _outgoing;

    /// <inheritdoc/>
    public Deferred SetOutgoingInterface(string interfaceAddress)
    {
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        _outgoing = interfaceAddress;
        return Deferred.Succeed();
    }

    /// <inheritdoc/>
    public bool GetLoopbackMode() => _loopback;

    /// <inheritdoc/>
    public void SetLoopbackMode(bool mode) => _loopback = mode;

    /// <inheritdoc/>
    public int GetTTL() => _ttl;

    /// <inheritdoc/>
    public void SetTTL(int ttl)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ttl);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ttl, byte.MaxValue);
        _ttl = ttl;
    }

    /// <inheritdoc/>
    public Deferred JoinGroup(string group, string interfaceAddress = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        return _groups.Add((group, interfaceAddress)) ? Deferred.Succeed()
            : Deferred.Fail(new MulticastJoinException(group, interfaceAddress, new SocketException((int)SocketError.AddressAlreadyInUse)));
    }

    /// <inheritdoc/>
    public Deferred LeaveGroup(string group, string interfaceAddress = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        return _groups.Remove((group, interfaceAddress)) ? Deferred.Succeed()
            : Deferred.Fail(new MulticastJoinException(group, interfaceAddress, new SocketException((int)SocketError.AddressNotAvailable)));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"<FakeDatagramTransport {_host}{(Peer is null ? "" : $" to {Peer}")} {(IsListening ? "Listening" : "Closed")}, "
        + $"{_written.Count} written>";

    private IDatagramProtocol Protocol =>
        _protocol ?? throw new InvalidOperationException($"{this} was opened for no protocol; a {nameof(MemoryReactorClock)} does that.");
}
