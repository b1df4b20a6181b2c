using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A UNIX datagram port, opened on a <see cref="MemoryReactorClock"/>, that keeps what is written to it.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class FakeUNIXDatagramTransport : IUNIXDatagramTransport
{
    private readonly UNIXAddress _host;
    private readonly IDatagramProtocol _protocol;
    private readonly FakePort _port;
    private readonly List<WrittenDatagram> _written = [];

    internal FakeUNIXDatagramTransport(string? path, IDatagramProtocol protocol)
    {
        _host = new UNIXAddress(path);
        _protocol = protocol;
        _port = new FakePort(this, () => protocol.MakeConnection(this), protocol.DoStop);
    }

    /// <summary>Everything written, in order.</summary>
    public IReadOnlyList<WrittenDatagram> Written => _written;

    /// <summary>Whether it is open.</summary>
    public bool IsListening => _port.IsListening;

    /// <summary>Whether its protocol holds it back.</summary>
    public bool IsPaused => _port.IsPaused;

    /// <summary>Makes a datagram arrive at its protocol.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="sender">Who sent it.</param>
    public void Receive(ReadOnlySpan<byte> datagram, UNIXAddress sender)
    {
        _port.MustReceive();
        _protocol.DatagramReceived(datagram, sender);
    }

    /// <inheritdoc/>
    public void StartListening() => _port.Start();

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
    public void Write(ReadOnlySpan<byte> datagram, IAddress? address = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address is not UNIXAddress { Name.Length: > 0 })
            throw new InvalidAddressException($"{address}", $"UNIX datagrams go to paths; {address} is none.");
        _port.MustListen();
        _written.Add(new WrittenDatagram(datagram.ToArray(), address));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"<FakeUNIXDatagramTransport {_host} {(IsListening ? "Listening" : "Closed")}, {_written.Count} written>";
}
