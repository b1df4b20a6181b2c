using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A UNIX datagram port with one other end, opened on a <see cref="MemoryReactorClock"/>, that keeps what is
/// written to it.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class FakeUNIXDatagramConnectedTransport : IUNIXDatagramConnectedTransport
{
    private readonly UNIXAddress _host;
    private readonly UNIXAddress _peer;
    private readonly IConnectedDatagramProtocol _protocol;
    private readonly FakePort _port;
    private readonly List<byte[]> _written = [];

    internal FakeUNIXDatagramConnectedTransport(string path, IConnectedDatagramProtocol protocol, string? bindAddress)
    {
        _host = new UNIXAddress(bindAddress);
        _peer = new UNIXAddress(path);
        _protocol = protocol;
        _port = new FakePort(this, () => protocol.MakeConnection(this), protocol.DoStop);
    }

    /// <summary>Everything written, in order.</summary>
    public IReadOnlyList<byte[]> Written => _written;

    /// <summary>Whether it is open.</summary>
    public bool IsListening => _port.IsListening;

    /// <summary>Whether its protocol holds it back.</summary>
    public bool IsPaused => _port.IsPaused;

    /// <summary>Makes a datagram arrive at its protocol.</summary>
    /// <param name="datagram">Its bytes.</param>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        _port.MustReceive();
        _protocol.DatagramReceived(datagram);
    }

    /// <summary>Makes the other end refuse a datagram.</summary>
    public void Refuse()
    {
        _port.MustListen();
        _protocol.ConnectionRefused();
    }

    /// <inheritdoc/>
    public void StartListening()
    {
        try
        {
            _port.Start();
        }
        catch (Exception e) when (!IsListening)
        {
            _protocol.ConnectionFailed(new Failure(e));
        }
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
    public IAddress GetHost() => _host;

    /// <inheritdoc/>
    public IAddress GetPeer() => _peer;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> datagram)
    {
        _port.MustListen();
        _written.Add(datagram.ToArray());
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"<FakeUNIXDatagramConnectedTransport {_host} to {_peer} {(IsListening ? "Listening" : "Closed")}, {_written.Count} written>";
}
