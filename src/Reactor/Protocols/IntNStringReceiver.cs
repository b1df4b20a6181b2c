using System.Globalization;
using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Receives strings that come after their length in a fixed number of bytes
/// (twisted.protocols.basic.IntNStringReceiver).</summary>
/// <remarks>A string that lies whole in what the transport received is not copied. Nothing is delivered while paused, from inside a
/// callback, or once a callback has closed the connection.</remarks>
public abstract class IntNStringReceiver : Protocol, IPushProducer, IReceiveBuffer, IInputTaker
{
    private const int MostPrefixBytes = 8;

    private readonly InputQueue _input = new();
    private readonly int _prefixLength;
    private Hold _holds;

    /// <summary>A receiver.</summary>
    /// <param name="prefixLength">How many bytes a length has: 1 to 8.</param>
    protected IntNStringReceiver(int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefixLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, MostPrefixBytes);
        _prefixLength = prefixLength;
    }

    [Flags]
    private enum Hold
    {
        None = 0,
        Paused = 1,

        /// <summary>A string was too long: where the next one begins, nobody knows.</summary>
        Lost = 2,
    }

    /// <summary>The most bytes that a string from the peer may have; 99999 at first (Twisted's MAX_LENGTH).</summary>
    public int MaxLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength - MostPrefixBytes);
            field = value;
        }
    } = 99999;

    /// <summary>Whether delivery is held until <see cref="ResumeProducing"/>.</summary>
    public bool Paused => (_holds & Hold.Paused) != 0;

    /// <summary>What was received and not delivered yet: a copy (Twisted's recvd).</summary>
    /// <remarks>May be set to other bytes: from a callback they are parsed as soon as it returns, else with the next that come. A protocol
    /// that hands its connection over takes what is left here. While <see cref="LengthLimitExceeded"/> runs it begins with the length; set
    /// it there to go on in spite of it.</remarks>
    public ReadOnlyMemory<byte> Unprocessed
    {
        get => _input.ToArray();
        set
        {
            _input.Replace(value.Span);
            _holds &= ~Hold.Lost;
        }
    }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        // What comes after a string that is too long is not kept: it has no bound.
        if ((_holds & Hold.Lost) == 0)
            _input.Feed(data, this);
    }

    /// <summary>Sends a string after its length.</summary>
    /// <param name="data">The string.</param>
    /// <exception cref="StringTooLongException">Its length does not fit.</exception>
    public void SendString(ReadOnlySpan<byte> data)
    {
        RequireFits(data.Length);
        var room = Transport.GetSpan(_prefixLength + data.Length);
        WritePrefix(room[.._prefixLength], data.Length);
        data.CopyTo(room[_prefixLength..]);
        Transport.Advance(_prefixLength + data.Length);
    }

    /// <summary>Sends a string after its length, in UTF-8.</summary>
    /// <param name="text">The string.</param>
    /// <exception cref="StringTooLongException">Its length in bytes does not fit.</exception>
    public void SendString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = Encoding.UTF8.GetByteCount(text);
        RequireFits(length);
        var room = Transport.GetSpan(_prefixLength + length);
        WritePrefix(room[.._prefixLength], length);
        Encoding.UTF8.GetBytes(text, room[_prefixLength..]);
        Transport.Advance(_prefixLength + length);
    }

    /// <inheritdoc/>
    public void PauseProducing()
    {
        _holds |= Hold.Paused;
        Transport.PauseProducing();
    }

    /// <inheritdoc/>
    /// <remarks>Delivers what came meanwhile, before it returns (unless it is called from a callback).</remarks>
    public void ResumeProducing()
    {
        _holds &= ~Hold.Paused;
        Transport.ResumeProducing();
        DataReceived([]);
    }

    /// <inheritdoc/>
    public void StopProducing()
    {
        _holds |= Hold.Paused;
        Transport.StopProducing();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> TakeBuffered() => _input.TakeCopy();

    void IInputTaker.TakeInput()
    {
        var watch = new ClosingWatch(this);
        while (_holds == Hold.None && !watch.IsClosing && _input.TryPeek(_prefixLength, out var prefix))
        {
            var length = ReadPrefix(prefix);
            if (length < 0 || length > MaxLength)
            {
                _holds |= Hold.Lost;
                LengthLimitExceeded(length);
                continue;
            }
            if (!_input.TryPeek(_prefixLength + (int)length, out var whole))
                return;
            _input.Skip(whole.Length);
            StringReceived(whole[_prefixLength..]);
        }
    }

    /// <summary>A string came.</summary>
    /// <param name="data">Without its length; valid during the call only.</param>
    protected abstract void StringReceived(ReadOnlySpan<byte> data);

    /// <summary>The peer announced a string longer than <see cref="MaxLength"/>: closes the connection, unless overridden.</summary>
    /// <remarks>Nothing that comes after it is delivered, unless <see cref="Unprocessed"/> is set here.</remarks>
    /// <param name="length">The length it announced.</param>
    protected virtual void LengthLimitExceeded(long length) => Transport.LoseConnection();

    /// <summary>Reads a length: big-endian, unless overridden.</summary>
    /// <param name="prefix">Its bytes.</param>
    /// <returns>The length; a negative one counts as too long.</returns>
    protected virtual long ReadPrefix(ReadOnlySpan<byte> prefix)
    {
        var length = 0L;
        foreach (var b in prefix)
            length = (length << 8) | b;
        return length;
    }

    /// <summary>Writes a length: big-endian, unless overridden.</summary>
    /// <param name="prefix">Where to.</param>
    /// <param name="length">The length; it fits.</param>
    protected virtual void WritePrefix(Span<byte> prefix, int length)
    {
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            prefix[i] = (byte)length;
            length >>= 8;
        }
    }

    private void RequireFits(int length)
    {
        var most = _prefixLength < sizeof(int) ? (1 << (8 * _prefixLength)) - 1 : int.MaxValue;
        if (length > most)
        {
            throw new StringTooLongException(string.Create(
                CultureInfo.InvariantCulture,
                $"A string of {length} bytes does not fit: {most} is the most whose length can be said in {_prefixLength} bytes."));
        }
    }
}
