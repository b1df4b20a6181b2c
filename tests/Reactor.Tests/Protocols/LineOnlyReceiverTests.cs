using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class LineOnlyReceiverTests
{
    [Test]
    public void DataReceived_Lines_AreTheSameHoweverTheyCome()
    {
        foreach (var pieces in Pieces.Of("foo\nbleakness\n\ndesolation\nplastic forks\nrest"))
        {
            var receiver = Make("\n");
            receiver.Receive(pieces);
            receiver.Lines.Should().Equal("foo", "bleakness", "", "desolation", "plastic forks");
        }
    }

    [Test]
    public void DataReceived_LineTooLong_ClosesAtEverySplit()
    {
        foreach (var pieces in Pieces.Of("ok\n" + new string('x', 65) + "\nafter\n"))
        {
            var receiver = Make("\n");
            receiver.Receive(pieces);
            receiver.Lines.Should().Equal("ok");
            receiver.Transport.Disconnecting.Should().BeTrue();
            receiver.TooLong.Should().ContainSingle().Which.Should().StartWith("xxx").And.NotContain("after");
        }
    }

    [Test]
    public void DataReceived_LongestLine_IsFineAtEverySplit()
    {
        var longest = new string('x', 64);
        foreach (var pieces in Pieces.Of($"{longest}\r\n{longest}\r\n"))
        {
            var receiver = Make("\r\n");
            receiver.Receive(pieces);
            receiver.Lines.Should().Equal(longest, longest);
            receiver.Transport.Disconnecting.Should().BeFalse();
        }
    }

    [Test]
    public void LineLengthExceeded_ProtocolStays_GetsTheNextLineAtEverySplit()
    {
        foreach (var delimiter in new[] { "\r\n", "\n" })
        {
            var tooLong = new string('x', 67);
            foreach (var pieces in Pieces.Of($"ok{delimiter}{tooLong}{delimiter}a{delimiter}\r\r{tooLong}\r{delimiter}b{delimiter}"))
            {
                var receiver = Make(delimiter);
                receiver.IsStaying = true;
                receiver.Receive(pieces);
                receiver.Lines.Should().Equal("ok", "a", "b");
                receiver.TooLong.Should().HaveCount(2);
                receiver.TooLong[0].Should().StartWith(new string('x', 65));
            }
        }
    }

    [Test]
    public void LineLengthExceeded_EndlessLine_KeepsNothingOfIt()
    {
        var receiver = Make("\r\n");
        receiver.IsStaying = true;
        for (var i = 0; i < 100; i++)
            receiver.Receive(new string('x', 1000));
        receiver.TooLong.Should().ContainSingle();
        receiver.TakeBuffered().Length.Should().BeLessThan(2);
    }

    [TestCase(1)]
    [TestCase(100)]
    public void LineLengthExceeded_EndlessLine_AllocatesNothingForTheRest(int pieceLength)
    {
        var receiver = Make("\r\n");
        receiver.IsStaying = true;
        var piece = new byte[pieceLength];
        for (var i = 0; i < 1000; i++)
            receiver.DataReceived(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            receiver.DataReceived(piece);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Test]
    public void TakeBuffered_InALongLine_BeginsAgain()
    {
        var receiver = Make("\n");
        receiver.IsStaying = true;
        receiver.Receive(new string('x', 100));
        receiver.TakeBuffered();
        receiver.Receive("whole\n");
        receiver.Lines.Should().Equal("whole");
    }

    [Test]
    public void DataReceived_ConnectionClosedByALine_DeliversNoMore()
    {
        var receiver = Make("\n");
        receiver.Receive("a\nclose\nb\n");
        receiver.Lines.Should().Equal("a", "close");
    }

    [Test]
    public void DataReceived_FromALine_GoesAfterWhatIsWaiting()
    {
        var receiver = Make("\n");
        receiver.Receive("again\nb\n");
        receiver.Lines.Should().Equal("again", "b", "more");
    }

    [Test]
    public void SendLine_BytesAndText_AddTheDelimiter()
    {
        var receiver = Make("\r\n");
        receiver.SendLine("bytes"u8);
        receiver.SendLine("text");
        ((StringTransport)receiver.Transport).ValueString().Should().Be("bytes\r\ntext\r\n");
    }

    [Test]
    public void Limits_ThatMakeNoSense_AreRefused()
    {
        var receiver = new Tester();
        receiver.Invoking(r => r.Delimiter = default).Should().Throw<ArgumentException>();
        receiver.Invoking(r => r.MaxLength = -1).Should().Throw<ArgumentException>();
        receiver.MaxLength.Should().Be(16384);
        Pieces.Text(receiver.Delimiter.Span).Should().Be("\r\n");
    }

    private static Tester Make(string delimiter)
    {
        var receiver = new Tester { Delimiter = Pieces.Bytes(delimiter), MaxLength = 64 };
        receiver.MakeConnection(new StringTransport());
        return receiver;
    }

    private sealed class Tester : LineOnlyReceiver
    {
        internal List<string> Lines { get; } = [];

        internal List<string> TooLong { get; } = [];

        internal bool IsStaying { get; set; }

        protected override void LineReceived(ReadOnlySpan<byte> line)
        {
            Lines.Add(Pieces.Text(line));
            if (Lines[^1] == "close")
                Transport.LoseConnection();
            if (Lines[^1] == "again")
                this.Receive("more\n");
        }

        protected override void LineLengthExceeded(ReadOnlySpan<byte> line)
        {
            TooLong.Add(Pieces.Text(line));
            if (!IsStaying)
                base.LineLengthExceeded(line);
        }
    }
}
