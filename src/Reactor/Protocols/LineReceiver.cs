using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Receives lines, and raw bytes in between when it says so (twisted.protocols.basic.LineReceiver).</summary>
/// <remarks>A line that lies whole in what the transport received is not copied. Nothing is delivered while paused, from inside a
/// callback, or once a callback has closed the connection.</remarks>
public abstract class LineReceiver : Protocol, IPushProducer, IReceiveBuffer, IInputTaker
{
    internal const int DefaultMaxLength = 16384;

    internal static readonly ReadOnlyMemory<byte> CrLf = "\r\n"u8.ToArray();

    private readonly InputQueue _input = new();

    /// <summary>What ends a line: CR LF at first.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ReadOnlyMemory<byte> Delimiter
    {
        get;
        set
        {
            if (value.IsEmpty)
                throw new ArgumentException("A delimiter has one byte or more, and this one is empty.", nameof(value));
            field = value;
            _input.ForgetSearch();
        }
    } = CrLf;

    /// <summary>The most bytes a line may have, its delimiter not counted; 16384 at first (Twisted's MAX_LENGTH).</summary>
    public int MaxLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = DefaultMaxLength;

    /// <summary>Whether bytes are taken as lines: yes at first.</summary>
    public bool LineMode { get; private set; } = true;

    /// <summary>Whether delivery is held until <see cref="ResumeProducing"/>.</summary>
    public bool Paused { get; private set; }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data) => _input.Feed(data, this);

    /// <summary>Takes bytes as lines from now on.</summary>
    /// <param name="extra">From <see cref="RawDataReceived"/>: the end of what it got, which belongs to the lines already. From
    /// <see cref="LineReceived"/> it goes after what is waiting.</param>
    public void SetLineMode(ReadOnlySpan<byte> extra = default)
    {
        LineMode = true;
        if (!extra.IsEmpty)
            DataReceived(extra);
    }

    /// <summary>Gives bytes to <see cref="RawDataReceived"/> as they come, from now on.</summary>
    public void SetRawMode() => LineMode = false;

    /// <summary>Takes everything that was received and not delivered yet.</summary>
    /// <returns>A copy of it.</returns>
    public byte[] ClearLineBuffer() => _input.TakeCopy();

    /// <summary>Sends a line.</summary>
    /// <param name="line">Without its delimiter.</param>
    public void SendLine(ReadOnlySpan<byte> line) => Send(Transport, line, Delimiter.Span);

    /// <summary>Sends a line, in UTF-8.</summary>
    /// <param name="line">Without its delimiter.</param>
    public void SendLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Send(Transport, line, Delimiter.Span);
    }

    /// <inheritdoc/>
    public void PauseProducing()
    {
        Paused = true;
        Transport.PauseProducing();
    }

    /// <inheritdoc/>
    /// <remarks>Delivers what came meanwhile, before it returns (unless it is called from a callback).</remarks>
    public void ResumeProducing()
    {
        Paused = false;
        Transport.ResumeProducing();
        DataReceived([]);
    }

    /// <inheritdoc/>
    public void StopProducing()
    {
        Paused = true;
        Transport.StopProducing();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> TakeBuffered() => _input.TakeCopy();

    void IInputTaker.TakeInput()
    {
        var watch = new ClosingWatch(this);
        while (!Paused && _input.Count > 0 && !watch.IsClosing)
        {
            if (!LineMode)
                RawDataReceived(_input.TakeAll());
            else if (!TakeLine())
                return;
        }
    }

    internal static void Send(ITransport transport, ReadOnlySpan<byte> line, ReadOnlySpan<byte> delimiter)
    {
        var size = line.Length + delimiter.Length;
        var room = transport.GetSpan(size);
        line.CopyTo(room);
        delimiter.CopyTo(room[line.Length..]);
        transport.Advance(size);
    }

    internal static void Send(ITransport transport, string line, ReadOnlySpan<byte> delimiter)
    {
        var room = transport.GetSpan(Encoding.UTF8.GetMaxByteCount(line.Length) + delimiter.Length);
        var size = Encoding.UTF8.GetBytes(line, room);
        delimiter.CopyTo(room[size..]);
        transport.Advance(size + delimiter.Length);
    }

    /// <summary>A line came.</summary>
    /// <param name="line">Without its delimiter; valid during the call only.</param>
    protected abstract void LineReceived(ReadOnlySpan<byte> line);

    /// <summary>Bytes came in raw mode.</summary>
    /// <param name="data">Valid during the call only; never empty.</param>
    /// <exception cref="InvalidOperationException">It is not overridden.</exception>
    protected virtual void RawDataReceived(ReadOnlySpan<byte> data) =>
        throw new InvalidOperationException($"{GetType().Name} is in raw mode, but does not override {nameof(RawDataReceived)}.");

    /// <summary>A line is longer than <see cref="MaxLength"/>: closes the connection, unless overridden.</summary>
    /// <param name="line">It, or as much of it as came, and all that came after it; nothing of this is delivered otherwise. Valid during
    /// the call only.</param>
    protected virtual void LineLengthExceeded(ReadOnlySpan<byte> line) => Transport.LoseConnection();

    /// <summary>Delivers the line at the front; false when there is none.</summary>
    private bool TakeLine()
    {
        var delimiter = Delimiter.Span;
        if (!_input.TryPeekTo(delimiter, out var line))
        {
            // One byte less may be the longest line and all of its delimiter but the end.
            if (_input.Count < (long)MaxLength + delimiter.Length)
                return false;
        }
        else if (line.Length <= MaxLength)
        {
            _input.Skip(line.Length + delimiter.Length);
            LineReceived(line);
            return true;
        }
        LineLengthExceeded(_input.TakeAll());
        return true;
    }
}
