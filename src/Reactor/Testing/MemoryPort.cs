using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>A port opened on a <see cref="MemoryReactorClock"/>; the test makes connections arrive.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MemoryPort : IListeningPort
{
    private readonly IAddress _host;

    internal MemoryPort(int port, IFactory factory, int backlog, string interfaceAddress)
    {
        Port = port;
        Factory = factory;
        Backlog = backlog;
        InterfaceAddress = interfaceAddress;
        _host = MemoryReactorClock.Address(interfaceAddress.Length == 0 ? "0.0.0.0" : interfaceAddress, port);
    }

    internal MemoryPort(string path, IFactory factory, int backlog, UnixFileMode? mode, bool wantPID)
    {
        Factory = factory;
        Backlog = backlog;
        InterfaceAddress = path;
        Mode = mode;
        WantPID = wantPID;
        _host = new UNIXAddress(path);
    }

    /// <summary>The port that ListenTCP or ListenSSL was given, or the one it picked for 0; 0 of a UNIX socket.</summary>
    public int Port { get; }

    /// <summary>The factory it was given.</summary>
    public IFactory Factory { get; }

    /// <summary>The backlog it was given.</summary>
    public int Backlog { get; }

    /// <summary>The local address that ListenTCP or ListenSSL was given, or the path that ListenUNIX was.</summary>
    public string InterfaceAddress { get; }

    /// <summary>The mode that ListenUNIX was given, or null.</summary>
    public UnixFileMode? Mode { get; }

    /// <summary>Whether ListenUNIX was to hold a lock. There is none in memory.</summary>
    public bool WantPID { get; }

    /// <summary>The TLS options that ListenSSL was given; null of other ports. No TLS is spoken here: the transports have clear text.</summary>
    public TlsServerOptions? TlsOptions { get; internal init; }

    /// <summary>Whether it accepts connections.</summary>
    public bool IsListening { get; private set; }

    /// <inheritdoc/>
    public void StartListening()
    {
        if (IsListening)
            throw new InvalidOperationException($"{this} listens already.");
        IsListening = true;
        Factory.DoStart();
    }

    /// <summary>Makes a connection arrive.</summary>
    /// <param name="peer">Where it comes from; 192.168.1.1:54321 when null.</param>
    /// <returns>The protocol that the factory built, connected, and its transport; null when the factory refused the connection.</returns>
    public (IProtocol Protocol, StringTransport Transport)? Accept(IAddress? peer = null)
    {
        if (!IsListening)
            throw new InvalidOperationException($"{this} does not listen.");
        var transport = new StringTransport(_host, peer);
        if (Factory.BuildProtocol(transport.GetPeer()) is not { } protocol)
            return null;
        transport.Protocol = protocol;
        protocol.MakeConnection(transport);
        return (protocol, transport);
    }

    /// <inheritdoc/>
    public Deferred StopListening()
    {
        if (IsListening)
        {
            IsListening = false;
            Factory.DoStop();
        }
        return Deferred.Succeed();
    }

    /// <inheritdoc/>
    public IAddress GetHost() => _host;

    /// <inheritdoc/>
    public override string ToString() => $"<MemoryPort {_host} {(IsListening ? "Listening" : "Closed")}>";
}
