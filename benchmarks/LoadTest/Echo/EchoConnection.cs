using System.Buffers.Binary;
using TwistedSharp.Internet;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>One of the load's connections: sends a message when told to, waits for the same bytes to come back.</summary>
internal sealed class EchoConnection : Protocol
{
    internal const int MessageBytes = 64;

    private readonly EchoLoad _load;
    private readonly byte[] _message = new byte[MessageBytes];
    private int _expected;
    private int _sequence;

    internal EchoConnection(EchoLoad load, int number)
    {
        _load = load;
        // No two messages are alike: neither another connection's nor an earlier echo passes for this one.
        Array.Fill(_message, (byte)number);
        BinaryPrimitives.WriteInt32LittleEndian(_message, number);
    }

    internal bool IsWaiting => _expected > 0;

    internal void Send()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(4), _sequence++);
        _expected = MessageBytes;
        Transport.Write(_message);
    }

    public override void DataReceived(ReadOnlySpan<byte> data)
    {
        if (data.Length > _expected || !data.SequenceEqual(_message.AsSpan(MessageBytes - _expected, data.Length)))
        {
            _load.Failed(this, $"{data.Length} bytes came that were not sent, where {_expected} were expected.");
            Transport.AbortConnection();
            return;
        }
        _expected -= data.Length;
        if (_expected == 0)
            _load.Answered(this);
    }

    public override void ConnectionLost(Failure reason) => _load.Lost(this, reason);
}
