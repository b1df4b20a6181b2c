using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace TwistedSharp.Internet.Testing;

/// <summary>What a protocol has told its transport to do with its input.</summary>
public enum ProducerState
{
    /// <summary>Bytes may come.</summary>
    Producing,

    /// <summary>PauseProducing was called.</summary>
    Paused,

    /// <summary>StopProducing was called.</summary>
    Stopped,
}

/// <summary>A transport that keeps what is written to it, for tests of one protocol (twisted.internet.testing.StringTransport).</summary>
/// <remarks>It sends nothing and calls nobody: a registered producer is only kept. Give it a <see cref="Protocol"/> to have closing
/// reported at once, inside LoseConnection and AbortConnection (Twisted's StringTransportWithDisconnection).</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class StringTransport : ITcpTransport, ISwitchableTransport
{
    private readonly IAddress _host;
    private readonly IAddress _peer;
    private readonly ArrayBufferWriter<byte> _written = new();
    private Progress _state;

    /// <summary>A connected transport.</summary>
    /// <param name="host">Our end; 10.0.0.1:12345 when null.</param>
    /// <param name="peer">The other end; 192.168.1.1:54321 when null.</param>
    public StringTransport(IAddress? host = null, IAddress? peer = null)
    {
        _host = host ?? new IPv4Address("10.0.0.1", 12345);
        _peer = peer ?? new IPv4Address("192.168.1.1", 54321);
    }

    private enum Progress
    {
        Connected,
        Disconnecting,
        Disconnected,
        Aborted,
    }

    /// <summary>Who hears of the end of the connection at once; nobody when null.</summary>
    public IProtocol? Protocol { get; set; }

    IProtocol ISwitchableTransport.Protocol
    {
        get => Protocol ?? Owned ?? throw new InvalidOperationException("This transport was not told of its protocol.");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Disconnected)
                throw new InvalidOperationException($"A lost connection has no use for another protocol; this is {this}.");
            if (Closing is null)
                Protocol = value;
            else
                Owned = value;
        }
    }

    /// <summary>The protocol of a connection whose end its owner tells.</summary>
    internal IProtocol? Owned { get; set; }

    /// <summary>Called instead of <see cref="Protocol"/> when a close may go through; the owner ends the connection in a later
    /// turn.</summary>
    internal Action<Failure>? Closing { get; set; }

    /// <inheritdoc/>
    public bool Disconnecting => _state == Progress.Disconnecting;

    /// <summary>Whether the connection is over.</summary>
    public bool Disconnected => _state is Progress.Disconnected or Progress.Aborted;

    /// <summary>Whether AbortConnection was called.</summary>
    public bool Aborted => _state == Progress.Aborted;

    /// <inheritdoc/>
    public bool Connected => !Disconnected;

    /// <summary>What the protocol told this transport to do with its input.</summary>
    public ProducerState ProducerState { get; private set; }

    /// <summary>The registered producer, or null.</summary>
    public IProducer? Producer { get; private set; }

    /// <summary>Whether the registered producer was registered as streaming.</summary>
    public bool Streaming { get; private set; }

    /// <inheritdoc/>
    public bool TcpNoDelay { get; set; }

    /// <inheritdoc/>
    public bool TcpKeepAlive { get; set; }

    /// <inheritdoc/>
    /// <remarks>Said by the test: what is written here goes nowhere.</remarks>
    public bool IsOutputPending { get; set; }

    /// <summary>Everything written since the last <see cref="Clear"/>.</summary>
    public byte[] Value() => _written.WrittenSpan.ToArray();

    /// <summary>Everything written since the last <see cref="Clear"/>, one character for each byte (Latin-1).</summary>
    public string ValueString() => Encoding.Latin1.GetString(_written.WrittenSpan);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _written.Clear();

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (Connected)
            _written.Write(data);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if (Connected)
            _written.Advance(count);
    }

    /// <inheritdoc/>
    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (Producer is not null)
            throw new InvalidOperationException($"Cannot register {producer}: {Producer} is registered already; unregister it first.");
        if (Disconnected)
        {
            producer.StopProducing();
            return;
        }
        Producer = producer;
        Streaming = streaming;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No producer is registered.</exception>
    public void UnregisterProducer()
    {
        if (Producer is null)
            throw new InvalidOperationException("UnregisterProducer, and no producer is registered.");
        Producer = null;
        if (Disconnecting)
            Close();
    }

    /// <inheritdoc/>
    public void PauseProducing()
    {
        if (_state == Progress.Connected)
            RequireProducing(ProducerState.Paused);
    }

    /// <inheritdoc/>
    public void ResumeProducing()
    {
        if (_state == Progress.Connected)
            RequireProducing(ProducerState.Producing);
    }

    /// <inheritdoc/>
    public void StopProducing()
    {
        ProducerState = ProducerState.Stopped;
        LoseConnection();
    }

    /// <inheritdoc/>
    public void LoseConnection()
    {
        if (_state != Progress.Connected)
            return;
        _state = Progress.Disconnecting;
        if (Producer is null)
            Close();
    }

    /// <inheritdoc/>
    public void AbortConnection()
    {
        if (Disconnected)
            return;
        _state = Progress.Aborted;
        Report(new ConnectionAbortedException("The connection was aborted from this side."));
    }

    /// <summary>Ends the connection as the peer or the network would: the producer is stopped and <see cref="Protocol"/> hears of
    /// it.</summary>
    /// <param name="reason">Why; a clean close when null.</param>
    public void Disconnect(Exception? reason = null)
    {
        if (!Disconnected)
            End(new Failure(reason ?? CleanClose()), Progress.Disconnected);
    }

    /// <inheritdoc/>
    public IAddress GetHost() => _host;

    /// <inheritdoc/>
    public IAddress GetPeer() => _peer;

    /// <inheritdoc/>
    public override string ToString() => $"<StringTransport {_state}, {_written.WrittenCount} bytes written>";

    /// <summary>Ends the connection without telling <see cref="Protocol"/>: the owner does.</summary>
    internal void Finish() => Finish(Aborted ? Progress.Aborted : Progress.Disconnected);

    internal static ConnectionDoneException CleanClose() => new("The connection was closed cleanly.");

    private void RequireProducing(ProducerState next)
    {
        if (ProducerState == ProducerState.Stopped)
            throw new InvalidOperationException($"This transport cannot go to {next}: StopProducing was called.");
        ProducerState = next;
    }

    private void Close() => Report(CleanClose());

    private void Report(Exception reason)
    {
        if (Closing is not null)
            Closing(new Failure(reason));
        else if (Protocol is not null || Aborted)
            End(new Failure(reason), Aborted ? Progress.Aborted : Progress.Disconnected);
    }

    private void End(Failure reason, Progress state)
    {
        Finish(state);
        Protocol?.ConnectionLost(reason);
    }

    private void Finish(Progress state)
    {
        _state = state;
        var producer = Producer;
        Producer = null;
        producer?.StopProducing();
    }
}
