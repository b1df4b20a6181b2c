using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Receives lines and nothing else (twisted.protocols.basic.LineOnlyReceiver).</summary>
/// <remarks>A line that lies whole in what the transport received is not copied. Nothing is delivered once a callback has closed the
/// connection.</remarks>
public abstract class LineOnlyReceiver : Protocol, IReceiveBuffer, IInputTaker
{
    private readonly InputQueue _input = new();

    // What comes up to the next delimiter is the rest of a line that was too long.
    private bool _isInLongLine;

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
    } = LineReceiver.CrLf;

    /// <summary>The most bytes a line may have, its delimiter not counted; 16384 at first (Twisted's MAX_LENGTH).</summary>
    public int MaxLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = LineReceiver.DefaultMaxLength;

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data) => _input.Feed(data, this);

    /// <summary>Sends a line.</summary>
    /// <param name="line">Without its delimiter.</param>
    public void SendLine(ReadOnlySpan<byte> line) => LineReceiver.Send(Transport, line, Delimiter.Span);

    /// <summary>Sends a line, in UTF-8.</summary>
    /// <param name="line">Without its delimiter.</param>
    public void SendLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        LineReceiver.Send(Transport, line, Delimiter.Span);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> TakeBuffered()
    {
        _isInLongLine = false;
        return _input.TakeCopy();
    }

    void IInputTaker.TakeInput()
    {
        var watch = new ClosingWatch(this);
        while (_input.Count > 0 && !watch.IsClosing)
        {
            if (!TakeLine(Delimiter.Span))
                return;
        }
    }

    /// <summary>A line came.</summary>
    /// <param name="line">Without its delimiter; valid during the call only.</param>
    protected abstract void LineReceived(ReadOnlySpan<byte> line);

    /// <summary>A line is longer than <see cref="MaxLength"/>: closes the connection, unless overridden. A protocol that stays gets the
    /// next line; the rest of this one is dropped.</summary>
    /// <param name="line">It, or as much of it as came. Valid during the call only.</param>
    protected virtual void LineLengthExceeded(ReadOnlySpan<byte> line) => Transport.LoseConnection();

    /// <summary>Takes a line, or what there is of one that is too long; false when nothing more can be taken.</summary>
    private bool TakeLine(ReadOnlySpan<byte> delimiter)
    {
        var wasTooLong = _isInLongLine;
        var isWhole = _input.TryPeekTo(delimiter, out var line);
        // One byte less may be the longest line and all of its delimiter but the end.
        var isTooLong = wasTooLong || (isWhole ? line.Length > MaxLength : _input.Count >= (long)MaxLength + delimiter.Length);
        if (isWhole)
        {
            _input.Skip(line.Length + delimiter.Length);
        }
        else if (isTooLong)
        {
            line = _input.First;
            // The end of it may be the delimiter's beginning.
            _input.Skip(Math.Max(0, line.Length - delimiter.Length + 1));
        }
        _isInLongLine = isTooLong && !isWhole;
        if (!isTooLong)
        {
            if (isWhole)
                LineReceived(line);
        }
        else if (!wasTooLong)
        {
            LineLengthExceeded(line);
        }
        return isWhole;
    }
}
