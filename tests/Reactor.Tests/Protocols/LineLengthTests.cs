using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class LineLengthTests
{
    [TestCase("xxxxxxxxxxxxxx", TestName = "LineLengthExceeded_LineWithoutEnd_GetsAll")]
    [TestCase("xxxxxxxxxxxxxx\r\nyyyyyyyyyyyyyy", TestName = "LineLengthExceeded_LineWithEnd_GetsAllAfterItToo")]
    [TestCase("xxxxxxxxxxxxxx\r\nyyyyyyyyyyyyyy\r\n", TestName = "LineLengthExceeded_TwoLongLines_GetsBothAtOnce")]
    public void LineLengthExceeded_Whole_GetsAll(string excessive)
    {
        var (receiver, transport) = Make();
        receiver.Receive(excessive);
        receiver.TooLong.Should().Equal(excessive);
        transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void LineLengthExceeded_AfterAShortLine_GetsWhatFollowsThatOne()
    {
        var (receiver, _) = Make();
        receiver.Receive("x\r\nxxxxxxxxxxxxxx");
        receiver.Received.Should().Equal("x");
        receiver.TooLong.Should().Equal("xxxxxxxxxxxxxx");
    }

    [Test]
    public void LineLengthExceeded_LineThatBeganBefore_GetsItsBeginningToo()
    {
        var (receiver, _) = Make();
        receiver.Receive("abcde");
        receiver.Receive("fghi\r\nnext\r\n");
        receiver.TooLong.Should().Equal("abcdefghi\r\nnext\r\n");
    }

    [Test]
    public void LineReceived_LongestLine_IsFineAtEverySplit()
    {
        foreach (var pieces in Pieces.Of("123456\r\n654321\r\n"))
        {
            var (receiver, transport) = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("123456", "654321");
            transport.Disconnecting.Should().BeFalse();
        }
    }

    [Test]
    public void LineReceived_OneByteTooLong_ClosesAtEverySplit()
    {
        foreach (var pieces in Pieces.Of("1234567\r\n654321\r\n"))
        {
            var (receiver, transport) = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().BeEmpty();
            transport.Disconnecting.Should().BeTrue();
        }
    }

    [Test]
    public void LineReceived_DefaultLimit_Is16384()
    {
        var (receiver, transport) = Make();
        receiver.MaxLength = new LineTester(maxLength: 16384).MaxLength;
        receiver.Receive(new string('x', 16384) + "\r");
        transport.Disconnecting.Should().BeFalse();
        receiver.Receive("\n" + new string('x', 16385) + "\r\n");
        receiver.Received.Should().ContainSingle();
        transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void LineReceived_EndInPiecesAndMoreBehind_IsNotTooLong()
    {
        var (receiver, transport) = Make(maxLength: 4);
        receiver.Receive("xxx");
        receiver.Receive("\r");
        receiver.Receive("\nxxx");
        receiver.Received.Should().Equal("xxx");
        transport.Disconnecting.Should().BeFalse();
    }

    [Test]
    public void LineLengthExceeded_Overridden_MayGoOnWithTheRest()
    {
        var (receiver, transport) = Make();
        receiver.OnTooLong = all =>
        {
            receiver.SetLineMode(Pieces.Bytes(all[(all.IndexOf('\n') + 1)..]));
            return true;
        };
        receiver.Receive("much too long\r\nshort\r\n");
        receiver.Received.Should().Equal("short");
        transport.Disconnecting.Should().BeFalse();
    }

    [Test]
    public void DataReceived_ByteByByte_AllocatesInProportion()
    {
        const int Length = 1 << 20;
        var receiver = new SilentReceiver { MaxLength = Length };
        var line = new byte[Length];
        line.AsSpan().Fill((byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Length; i++)
            receiver.DataReceived(line.AsSpan(i, 1));
        receiver.DataReceived("\r\n"u8);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        receiver.Bytes.Should().Be(Length);
        // Doubling: all the arrays together are less than four times what the last one holds.
        allocated.Should().BeLessThan(8L * Length);
    }

    [Test]
    public void DataReceived_WholeLines_AllocatesNothing()
    {
        var receiver = new SilentReceiver();
        var data = Pieces.Bytes(string.Concat(Enumerable.Repeat("one line\r\n", 1000)));
        receiver.DataReceived(data);
        var before = GC.GetAllocatedBytesForCurrentThread();
        receiver.DataReceived(data);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        receiver.Bytes.Should().Be(2 * 8000);
    }

    [Test]
    public void DataReceived_LinesInHalves_AllocatesNothingOnceItHasItsRoom()
    {
        var receiver = new SilentReceiver();
        var half = "one line\r\nand half of"u8.ToArray();
        var rest = " another\r\n"u8.ToArray();
        receiver.DataReceived(half);
        receiver.DataReceived(rest);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            receiver.DataReceived(half);
            receiver.DataReceived(rest);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [TestCase(100, 37)]
    [TestCase(10_000, 6_000)]
    [TestCase(10_000, 16_384)]
    public void DataReceived_LinesAcrossPieces_AllocatesNothingOnceItHasItsRoom(int lineLength, int pieceLength)
    {
        var receiver = new SilentReceiver();
        var data = Pieces.Bytes(string.Concat(Enumerable.Repeat(new string('x', lineLength) + "\r\n", 100)));
        Feed();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.Should().BeLessThan(25L * lineLength, "an array for each line would be four times that");
        receiver.Bytes.Should().Be(2 * 100 * lineLength);

        void Feed()
        {
            for (var at = 0; at < data.Length; at += pieceLength)
                receiver.DataReceived(data.AsSpan(at, Math.Min(pieceLength, data.Length - at)));
        }
    }

    [Test]
    public void ResumeProducing_ModeChangesWithEachLine_KeptBytesAreNotMoved()
    {
        var receiver = new RawByteReceiver();
        receiver.MakeConnection(new StringTransport());
        receiver.PauseProducing();
        var data = Pieces.Bytes(string.Concat(Enumerable.Repeat("raw\n!", 10_000)));
        receiver.DataReceived(data);
        var before = GC.GetAllocatedBytesForCurrentThread();
        receiver.ResumeProducing();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(data.Length, "each change would copy all that is left");
        receiver.Lines.Should().Be(10_000);
        receiver.RawBytes.Should().Be(10_000);
    }

    private static (LineTester Receiver, StringTransport Transport) Make(int maxLength = 6)
    {
        var receiver = new LineTester("\r\n", maxLength);
        var transport = new StringTransport();
        receiver.MakeConnection(transport);
        return (receiver, transport);
    }

    private sealed class SilentReceiver : LineReceiver
    {
        internal int Bytes { get; private set; }

        protected override void LineReceived(ReadOnlySpan<byte> line) => Bytes += line.Length;
    }

    private sealed class RawByteReceiver : LineReceiver
    {
        internal RawByteReceiver() => Delimiter = "\n"u8.ToArray();

        internal int Lines { get; private set; }

        internal int RawBytes { get; private set; }

        protected override void LineReceived(ReadOnlySpan<byte> line)
        {
            Lines++;
            SetRawMode();
        }

        protected override void RawDataReceived(ReadOnlySpan<byte> data)
        {
            RawBytes += data[0] == '!' ? 1 : 0;
            SetLineMode(data[1..]);
        }
    }
}
