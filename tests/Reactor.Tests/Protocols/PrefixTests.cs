using System.Buffers.Binary;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class PrefixTests
{
    [Test]
    public void Int8_Length_IsOneByte()
    {
        var receiver = Connect(new Int8());
        receiver.SendString("hello"u8);
        Written(receiver).Should().Equal([5, .. "hello"u8]);
        receiver.DataReceived([3, 1, 2, 3]);
        receiver.Received.Should().Equal("\x01\x02\x03");
        receiver.MaxLength.Should().Be(99999);
    }

    [Test]
    public void Int16_Length_IsTwoBytesTheHighOneFirst()
    {
        var receiver = Connect(new Int16());
        receiver.SendString(new byte[0x102]);
        Written(receiver).Should().HaveCount(0x104).And.StartWith([1, 2]);
        receiver.DataReceived([0, 2, 97, 98]);
        receiver.Received.Should().Equal("ab");
    }

    [Test]
    public void Int32_Length_IsFourBytesTheHighestFirst()
    {
        var receiver = Connect(new Int32());
        receiver.SendString(new byte[0x10203]);
        Written(receiver).Should().HaveCount(0x10207).And.StartWith([0, 1, 2, 3]);
        receiver.DataReceived([0, 0, 0, 2, 97, 98]);
        receiver.Received.Should().Equal("ab");
    }

    [Test]
    public void Int32_HighestLength_IsTooLongAndNotNegative()
    {
        var receiver = Connect(new Int32());
        receiver.DataReceived([0xFF, 0xFF, 0xFF, 0xFF]);
        receiver.TooLong.Should().Equal(uint.MaxValue);
        receiver.Transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void EightBytes_NegativeLength_IsTooLong()
    {
        var receiver = Connect(new Little());
        receiver.DataReceived([0, 0, 0, 0, 0, 0, 0, 0x80]);
        receiver.TooLong.Should().Equal(long.MinValue);
        receiver.Received.Should().BeEmpty();
    }

    [Test]
    public void ReadAndWritePrefix_Overridden_AreUsed()
    {
        var receiver = Connect(new Little());
        receiver.SendString("ab"u8);
        Written(receiver).Should().Equal([2, 0, 0, 0, 0, 0, 0, 0, .. "ab"u8]);
        receiver.DataReceived([1, 0, 0, 0, 0, 0, 0, 0, 97]);
        receiver.Received.Should().Equal("a");
    }

    [Test]
    public void Constructor_PrefixOfNoUse_IsRefused()
    {
        FluentActions.Invoking(() => new Sized(0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Sized(9)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void DataReceived_LargestLengthAnnounced_ReservesNothing()
    {
        var receiver = Connect(new Int32());
        receiver.MaxLength = 1 << 30;
        var before = GC.GetAllocatedBytesForCurrentThread();
        receiver.DataReceived([0x3F, 0xFF, 0xFF, 0xFF, 1, 2, 3]);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10_000);
    }

    private static T Connect<T>(T receiver) where T : Protocol
    {
        receiver.MakeConnection(new StringTransport());
        return receiver;
    }

    private static byte[] Written(Protocol receiver) => ((StringTransport)receiver.Transport).Value();

    private sealed class Int8 : Int8StringReceiver
    {
        internal List<string> Received { get; } = [];

        protected override void StringReceived(ReadOnlySpan<byte> data) => Received.Add(Pieces.Text(data));
    }

    private sealed class Int16 : Int16StringReceiver
    {
        internal List<string> Received { get; } = [];

        protected override void StringReceived(ReadOnlySpan<byte> data) => Received.Add(Pieces.Text(data));
    }

    private sealed class Int32 : Int32StringReceiver
    {
        internal List<string> Received { get; } = [];

        internal List<long> TooLong { get; } = [];

        protected override void StringReceived(ReadOnlySpan<byte> data) => Received.Add(Pieces.Text(data));

        protected override void LengthLimitExceeded(long length)
        {
            TooLong.Add(length);
            base.LengthLimitExceeded(length);
        }
    }

    private class Sized(int prefixLength) : IntNStringReceiver(prefixLength)
    {
        internal List<string> Received { get; } = [];

        internal List<long> TooLong { get; } = [];

        protected override void StringReceived(ReadOnlySpan<byte> data) => Received.Add(Pieces.Text(data));

        protected override void LengthLimitExceeded(long length) => TooLong.Add(length);
    }

    private sealed class Little() : Sized(8)
    {
        protected override long ReadPrefix(ReadOnlySpan<byte> prefix) => BinaryPrimitives.ReadInt64LittleEndian(prefix);

        protected override void WritePrefix(Span<byte> prefix, int length) => BinaryPrimitives.WriteInt64LittleEndian(prefix, length);
    }
}
