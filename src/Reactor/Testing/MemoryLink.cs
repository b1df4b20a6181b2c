namespace TwistedSharp.Internet.Testing;

/// <summary>Two protocols connected in memory: what one writes the other receives, when the test says so (twisted.test.iosim).</summary>
/// <remarks>Each end is a transport that keeps TCP's rules: writes only queue, a closing end flushes first, a paused end receives nothing,
/// a producer is paused when more than 64 KiB are queued and resumed when nothing is. Nothing is delivered outside <see cref="Pump"/> and
/// <see cref="Flush"/>. What was delivered is overwritten afterwards, so that a protocol which keeps a span shows itself.</remarks>
public sealed class MemoryLink
{
    private const int MaxRounds = 1_000_000;

    private readonly MemoryLinkEnd _client;
    private readonly MemoryLinkEnd _server;
    private bool _pumping;

    /// <summary>Connects two protocols; MakeConnection is called on the server first, then on the client.</summary>
    /// <param name="client">One end.</param>
    /// <param name="server">The other.</param>
    public MemoryLink(IProtocol client, IProtocol server)
        : this(client, server, new IPv4Address("10.0.0.1", 12345), new IPv4Address("192.168.1.1", 54321)) { }

    /// <summary>Connects two protocols at given addresses.</summary>
    /// <param name="client">One end.</param>
    /// <param name="server">The other.</param>
    /// <param name="clientAddress">Where the client is.</param>
    /// <param name="serverAddress">Where the server is.</param>
    /// <param name="clock">Times their TLS after a StartTLS; one of its own, to be found at <see cref="Clock"/>, when null.</param>
    public MemoryLink(IProtocol client, IProtocol server, IAddress clientAddress, IAddress serverAddress, Clock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(server);
        Clock = clock ?? new Clock();
        _client = new MemoryLinkEnd(clientAddress, serverAddress, Clock, owner: null);
        _server = new MemoryLinkEnd(serverAddress, clientAddress, Clock, owner: null);
        _client.Other = _server;
        _server.Other = _client;
        _server.Start(server);
        _client.Start(client);
    }

    /// <summary>What times the ends' TLS handshakes and closes after a StartTLS; nothing else here takes time.</summary>
    public Clock Clock { get; }

    /// <summary>The transport that the client writes to.</summary>
    public ITcpTransport Client => _client;

    /// <summary>The transport that the server writes to.</summary>
    public ITcpTransport Server => _server;

    /// <summary>The most bytes that one DataReceived gets; 64 KiB at first, as from a real transport.</summary>
    public int ChunkSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 65536;

    /// <summary>How many bytes the client has written that are not delivered.</summary>
    public int ClientQueued => _client.Queued;

    /// <summary>How many bytes the server has written that are not delivered.</summary>
    public int ServerQueued => _server.Queued;

    /// <summary>One turn: delivers at most one chunk each way and what follows from it.</summary>
    /// <returns>Whether anything happened.</returns>
    /// <exception cref="InvalidOperationException">Called from inside a callback of this link.</exception>
    public bool Pump()
    {
        if (_pumping)
            throw new InvalidOperationException("Pump was called from inside a callback of the same link.");
        _pumping = true;
        try
        {
            return _client.Turn(ChunkSize) | _server.Turn(ChunkSize);
        }
        finally
        {
            _pumping = false;
        }
    }

    /// <summary>Pumps until nothing happens any more.</summary>
    /// <exception cref="InvalidOperationException">The two talk without end.</exception>
    public void Flush()
    {
        for (var round = 0; Pump(); round++)
        {
            if (round == MaxRounds)
                throw new InvalidOperationException($"The link is not quiet after {MaxRounds} turns; pump it step by step instead.");
        }
    }

    /// <summary>Breaks the connection, as a dead network would: both ends lose it at the next pump and queued bytes are gone.</summary>
    /// <param name="reason">What both ends are told; a <see cref="ConnectionLostException"/> when null.</param>
    public void Cut(Exception? reason = null)
    {
        var failure = new Failure(reason ?? new ConnectionLostException("The connection was cut."));
        _client.End(failure);
        _server.End(failure);
    }
}
