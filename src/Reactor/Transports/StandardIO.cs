using System.Diagnostics;

namespace TwistedSharp.Internet;

/// <summary>This process's standard input and output as a transport (twisted.internet.stdio.StandardIO).</summary>
/// <remarks>The protocol is connected at once. The end of the input ends the connection, unless the protocol is told of half closes. On
/// Linux a terminal or pipe that others share goes on to block for them; elsewhere it is left not blocking, as Twisted leaves it. Console
/// is not to be used meanwhile.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class StandardIO : ITransport, IPipeOwner
{
    private const int Input = 0;
    private const int Output = 1;

    private readonly IProtocol _protocol;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly ITransportLoop _loop;
    private State _state;
    private Failure? _lost;

    /// <summary>Connects a protocol to standard input and output.</summary>
    /// <param name="protocol">It.</param>
    /// <param name="reactor">One with a loop of its own.</param>
    /// <exception cref="ArgumentException">The reactor is one of those for tests.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public StandardIO(IProtocol protocol, IReactor reactor) : this(protocol, reactor, Input, Output) { }

    internal StandardIO(IProtocol protocol, IReactor reactor, int input, int output)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(reactor);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("No reactor here can wait for Windows' standard streams.");
        _loop = reactor as ITransportLoop
            ?? throw new ArgumentException($"{reactor} has no loop that could wait for standard input.", nameof(reactor));
        _protocol = protocol;
        _reader = new PipeReader(_loop, Pipe.Borrow(input, FileAccess.Read), Input, this);
        _writer = new PipeWriter(_loop, Pipe.Borrow(output, FileAccess.Write), Output, this, Pipe.IsPipe(output));
        _reader.Start();
        _writer.Start();
        try
        {
            protocol.MakeConnection(this);
        }
        catch (Exception e)
        {
            var failure = new Failure(e);
            Log.Err(failure, "while making a connection");
            End(failure);
        }
    }

    private enum State
    {
        Open,

        /// <summary>LoseConnection: the rest goes out, then it ends.</summary>
        Closing,
        Lost,
    }

    /// <inheritdoc/>
    public bool Disconnecting => _state == State.Closing;

    /// <inheritdoc/>
    public bool Connected => _state != State.Lost;

    /// <inheritdoc/>
    public bool IsOutputPending => _writer.Queued > 0;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data) => _writer.Write(data);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _writer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _writer.GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Advance(int count) => _writer.Advance(count);

    /// <inheritdoc/>
    public void RegisterProducer(IProducer producer, bool streaming) => _writer.RegisterProducer(producer, streaming);

    /// <inheritdoc/>
    public void UnregisterProducer() => _writer.UnregisterProducer();

    /// <inheritdoc/>
    public void PauseProducing() => _reader.Pause();

    /// <inheritdoc/>
    public void ResumeProducing()
    {
        if (_state == State.Open)
            _reader.Resume();
    }

    /// <inheritdoc/>
    public void StopProducing() => LoseConnection();

    /// <summary>Closes the output when everything is written; the input goes on.</summary>
    public void LoseWriteConnection() => _writer.CloseWhenWritten();

    /// <inheritdoc/>
    public void LoseConnection()
    {
        if (_state != State.Open)
            return;
        _state = State.Closing;
        _reader.Pause();
        if (_writer.IsOpen || _writer.IsClosing)
            _writer.CloseWhenWritten();
        else
            _loop.CallLater(TimeSpan.Zero, () => End(ClosedByUs()));
    }

    /// <inheritdoc/>
    public void AbortConnection()
    {
        if (_state == State.Lost || _lost is not null)
            return;
        _state = State.Closing;
        _lost = new Failure(new ConnectionAbortedException("Standard input and output were aborted from our side."));
        _reader.Pause();
        var reason = _lost;
        _loop.CallLater(TimeSpan.Zero, () => End(reason));
    }

    /// <inheritdoc/>
    public IAddress GetHost() => new PipeAddress();

    /// <inheritdoc/>
    public IAddress GetPeer() => new PipeAddress();

    /// <summary>Its state in words.</summary>
    public override string ToString() => $"<StandardIO {_state}, {_writer.Queued} bytes queued>";

    void IPipeOwner.PipeDataReceived(int name, ReadOnlySpan<byte> data) => _protocol.DataReceived(data);

    void IPipeOwner.PipeLost(int name, Failure reason)
    {
        if (_state == State.Lost)
            return;
        var isEnd = reason.Value is ConnectionDoneException;
        if (_state == State.Closing || !isEnd || _protocol is not IHalfCloseableProtocol halfCloseable)
        {
            End(_state == State.Closing ? _lost ?? ClosedByUs() : reason);
            return;
        }
        try
        {
            if (name == Input)
                halfCloseable.ReadConnectionLost();
            else
                halfCloseable.WriteConnectionLost();
        }
        catch (Exception e)
        {
            var failure = new Failure(e);
            Log.Err(failure, "while telling a protocol of a half close");
            End(failure);
        }
    }

    private void End(Failure reason)
    {
        if (_state == State.Lost)
            return;
        _state = State.Lost;
        _reader.Close(reason);
        _writer.Close(reason);
        try
        {
            _protocol.ConnectionLost(reason);
        }
        catch (Exception e)
        {
            Log.Err(e, "while telling a protocol of its lost connection");
        }
    }

    private static Failure ClosedByUs() => new(new ConnectionDoneException("Standard input and output were closed from our side."));
}
