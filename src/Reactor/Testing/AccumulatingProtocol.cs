using System.Buffers;
using System.Text;

namespace TwistedSharp.Internet.Testing;

/// <summary>A protocol that keeps what happens to it (twisted.internet.testing.AccumulatingProtocol).</summary>
public class AccumulatingProtocol : Protocol
{
    private readonly ArrayBufferWriter<byte> _data = new();

    /// <summary>Everything received.</summary>
    public byte[] Data => _data.WrittenSpan.ToArray();

    /// <summary>Everything received, one character for each byte (Latin-1).</summary>
    public string Text => Encoding.Latin1.GetString(_data.WrittenSpan);

    /// <summary>How many bytes were received.</summary>
    public int Received => _data.WrittenCount;

    /// <summary>How many times the connection was made: one, if all is well.</summary>
    public int Made { get; private set; }

    /// <summary>Why the connection ended, or null while it has not.</summary>
    public Failure? ClosedReason { get; private set; }

    /// <summary>Called with this protocol when the connection is made; a place for a test's first write.</summary>
    public Action<AccumulatingProtocol>? OnMade { get; set; }

    /// <summary>Called with this protocol after each piece of data.</summary>
    public Action<AccumulatingProtocol>? OnData { get; set; }

    /// <inheritdoc/>
    public override void ConnectionMade()
    {
        Made++;
        OnMade?.Invoke(this);
    }

    /// <inheritdoc/>
    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        _data.Write(data);
        OnData?.Invoke(this);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was told before: a transport that does that is broken.</exception>
    public override void ConnectionLost(Failure reason)
    {
        if (ClosedReason is not null)
            throw new InvalidOperationException($"ConnectionLost came twice: first {ClosedReason}, now {reason}.");
        ClosedReason = reason;
    }
}
