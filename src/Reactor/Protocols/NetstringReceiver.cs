using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Receives netstrings: a length in decimal digits, a colon, so many bytes, a comma
/// (twisted.protocols.basic.NetstringReceiver, https://cr.yp.to/proto/netstrings.txt).</summary>
/// <remarks>The connection is closed at the first byte that cannot be right, and nothing after it is looked at. A string that lies whole in
/// what the transport received is not copied. Nothing is delivered from inside a callback, or once a callback has closed the
/// connection.</remarks>
public abstract class NetstringReceiver : Protocol, IReceiveBuffer, IInputTaker
{
    // The digits of int.MaxValue, the colon and the comma.
    private const int MostFraming = 12;

    private readonly InputQueue _input = new();
    private State _state;
    private long _length;

    private enum State
    {
        /// <summary>A netstring begins.</summary>
        Start,

        /// <summary>Digits came, the first of them not a zero.</summary>
        Digits,

        /// <summary>A zero came: no digit may follow.</summary>
        Zero,

        /// <summary>The length is known.</summary>
        Payload,

        /// <summary>Something came that is no netstring.</summary>
        Broken,
    }

    private enum Reading
    {
        NeedsMore,
        Done,
        Wrong,
    }

    /// <summary>The most bytes that a string from the peer may have; 99999 at first (Twisted's MAX_LENGTH).</summary>
    public int MaxLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength - 1);
            field = value;
        }
    } = 99999;

    /// <summary>Whether the peer sent something that is no netstring; the connection is closing then.</summary>
    public bool BrokenPeer => _state == State.Broken;

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        if (_state != State.Broken)
            _input.Feed(data, this);
    }

    /// <summary>Sends a netstring.</summary>
    /// <param name="data">What is to be in it.</param>
    public void SendString(ReadOnlySpan<byte> data)
    {
        var room = Transport.GetSpan(data.Length + MostFraming);
        var at = WriteLength(room, data.Length);
        data.CopyTo(room[at..]);
        Finish(room, at + data.Length);
    }

    /// <summary>Sends a netstring, in UTF-8.</summary>
    /// <param name="text">What is to be in it.</param>
    public void SendString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = Encoding.UTF8.GetByteCount(text);
        var room = Transport.GetSpan(length + MostFraming);
        var at = WriteLength(room, length);
        Encoding.UTF8.GetBytes(text, room[at..]);
        Finish(room, at + length);
    }

    /// <inheritdoc/>
    /// <remarks>With the length of a string that has begun: the next byte to come is the first of a netstring again.</remarks>
    public ReadOnlyMemory<byte> TakeBuffered()
    {
        // A length is not in the queue any more, and must not be the length of something that comes over TLS. Without leading zeros, its
        // digits are known.
        var begun = _state switch
        {
            State.Zero or State.Digits => string.Create(CultureInfo.InvariantCulture, $"{_length}"),
            State.Payload => string.Create(CultureInfo.InvariantCulture, $"{_length}:"),
            _ => "",
        };
        if (_state != State.Broken)
            Begin();
        return (byte[])[.. Encoding.ASCII.GetBytes(begun), .. _input.TakeCopy()];
    }

    void IInputTaker.TakeInput()
    {
        var watch = new ClosingWatch(this);
        while (_input.Count > 0 && !watch.IsClosing)
        {
            var reading = _state == State.Payload ? TakePayload() : TakeLength();
            if (reading == Reading.NeedsMore)
                return;
            if (reading == Reading.Wrong)
            {
                _state = State.Broken;
                _input.Replace(default);
                Transport.LoseConnection();
                return;
            }
        }
    }

    /// <summary>A string came.</summary>
    /// <param name="data">What was in it; valid during the call only.</param>
    protected abstract void StringReceived(ReadOnlySpan<byte> data);

    private static int WriteLength(Span<byte> room, int length)
    {
        Utf8Formatter.TryFormat(length, room, out var at);
        room[at] = (byte)':';
        return at + 1;
    }

    private void Finish(Span<byte> room, int at)
    {
        room[at] = (byte)',';
        Transport.Advance(at + 1);
    }

    /// <summary>Takes digits as they come, so that a length is never kept, however long.</summary>
    private Reading TakeLength()
    {
        var first = _input.First;
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] == ':' && _state != State.Start)
            {
                _input.Skip(i + 1);
                _state = State.Payload;
                return Reading.Done;
            }
            var digit = first[i] - '0';
            if (digit is < 0 or > 9 || _state == State.Zero)
                return Reading.Wrong;
            _length = (_length * 10) + digit;
            _state = _length == 0 ? State.Zero : State.Digits;
            if (_length > MaxLength)
                return Reading.Wrong;
        }
        _input.Skip(first.Length);
        return Reading.Done;
    }

    private Reading TakePayload()
    {
        if (!_input.TryPeek((int)_length + 1, out var payload))
            return Reading.NeedsMore;
        if (payload[^1] != ',')
            return Reading.Wrong;
        _input.Skip(payload.Length);
        Begin();
        StringReceived(payload[..^1]);
        return Reading.Done;
    }

    private void Begin()
    {
        _state = State.Start;
        _length = 0;
    }
}
