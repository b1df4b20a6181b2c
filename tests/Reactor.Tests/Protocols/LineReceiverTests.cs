using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class LineReceiverTests
{
    [Test]
    public void DataReceived_LinesAndRawBytesInTurn_AreTheSameHoweverTheyCome()
    {
        const string Sent = "len 10\n\n0123456789len 5\n\n1234\nlen 20\nfoo 123\n\n0123456789\n012345678len 0\nfoo 5\n\nlen 1\n\na";
        foreach (var pieces in Pieces.Of(Sent))
        {
            var (receiver, _) = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal(
                "len 10", "0123456789", "len 5", "1234\n", "len 20", "foo 123", "0123456789\n012345678",
                "len 0", "foo 5", "", "len 1", "a");
        }
    }

    [Test]
    public void DataReceived_LongDelimiter_IsFoundAtEverySplit()
    {
        // Beginnings of it that come to nothing, also at a line's end.
        const string Sent = "a--=b--==-=-c==--d-=-=-=-";
        foreach (var pieces in Pieces.Of(Sent))
        {
            var (receiver, _) = Make("-=-");
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("a--=b--==", "c==--d", "=");
            Pieces.Text(receiver.ClearLineBuffer()).Should().BeEmpty();
        }
    }

    [Test]
    public void DataReceived_LinesWithLoneEndings_AreNotCutThere()
    {
        foreach (var pieces in Pieces.Of("a\nb\rc\r\r\n\n\r\n\r\n"))
        {
            var receiver = new RecordingReceiver();
            receiver.Receive(pieces);
            receiver.Lines.Should().Equal("a\nb\rc\r", "\n", "");
        }
    }

    [Test]
    public void DataReceived_WholeLines_AreNotCopied()
    {
        var data = Pieces.Bytes("first\r\nsecond\r\nthird\r\nrest");
        var receiver = new RecordingReceiver { Lent = data };
        receiver.DataReceived(data);
        receiver.WereLent.Should().Equal(true, true, true);
    }

    [Test]
    public void DataReceived_LineThatBeganBefore_OnlyThatOneIsCopied()
    {
        var data = Pieces.Bytes("st\r\nsecond\r\nthird\r\n");
        var receiver = new RecordingReceiver { Lent = data };
        receiver.Receive("fir");
        receiver.DataReceived(data);
        receiver.Lines.Should().Equal("first", "second", "third");
        receiver.WereLent.Should().Equal(false, true, true);
    }

    [Test]
    public void SetLineMode_WithTheEndOfRawData_LeavesItWhereItIs()
    {
        var data = Pieces.Bytes("raw!line\r\nnext\r\n");
        var receiver = new RecordingReceiver { Lent = data, RawBytes = 4 };
        receiver.SetRawMode();
        receiver.DataReceived(data);
        receiver.Lines.Should().Equal("line", "next");
        receiver.WereLent.Should().Equal(true, true);
    }

    [Test]
    public void SetLineMode_WithOtherBytes_TakesThem()
    {
        var receiver = new RecordingReceiver { RawBytes = 4, Extra = "else\r\n" };
        receiver.SetRawMode();
        receiver.Receive("raw!");
        receiver.LineMode.Should().BeTrue();
        receiver.Receive("more\r\n");
        receiver.Lines.Should().Equal("else", "more");
    }

    [Test]
    public void DataReceived_FromALine_GoesAfterWhatIsWaiting()
    {
        foreach (var cut in new[] { 0, 2 })
        {
            var (receiver, _) = Make();
            receiver.OnLine = line =>
            {
                if (line == "first")
                    receiver.Receive("extra\n");
            };
            var sent = Pieces.Bytes("first\nsecond\nthi");
            receiver.Receive([sent[..cut], sent[cut..]]);
            receiver.Receive("rd\n");
            receiver.Received.Should().Equal("first", "second", "thiextra", "rd");
        }
    }

    [Test]
    public void DataReceived_ModesFlippedManyTimes_NeitherRecursesNorCopiesAgain()
    {
        var receiver = new FlippingReceiver();
        const int Times = 100_000;
        receiver.Receive(string.Concat(Enumerable.Repeat("x\nx", Times)));
        receiver.Lines.Should().Be(Times);
    }

    [Test]
    public void PauseProducing_InALine_HoldsTheRestUntilResumed()
    {
        foreach (var pieces in Pieces.Of("twiddle1\ntwiddle2\npause\ntwiddle3\n"))
        {
            var (receiver, transport) = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("twiddle1", "twiddle2", "pause");
            receiver.Paused.Should().BeTrue();
            transport.ProducerState.Should().Be(ProducerState.Paused);
            receiver.ResumeProducing();
            receiver.Received.Should().Equal("twiddle1", "twiddle2", "pause", "twiddle3");
            transport.ProducerState.Should().Be(ProducerState.Producing);
        }
    }

    [Test]
    public void PauseProducing_IntoRawMode_HoldsTheRawBytes()
    {
        foreach (var pieces in Pieces.Of("twiddle1\ntwiddle2\nlen 5\nrawpause\n12345twiddle3\n"))
        {
            var (receiver, _) = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("twiddle1", "twiddle2", "len 5", "rawpause", "");
            receiver.ResumeProducing();
            receiver.Received.Should().Equal("twiddle1", "twiddle2", "len 5", "rawpause", "12345", "twiddle3");
        }
    }

    [Test]
    public void PauseProducing_AfterEachLine_DeliversOneForEachResume()
    {
        var (receiver, transport) = Make("\r\n");
        receiver.OnLine = _ => receiver.PauseProducing();
        receiver.Receive("hello, ");
        receiver.Paused.Should().BeFalse();
        receiver.Receive("world\r\n");
        receiver.ResumeProducing();
        receiver.Received.Should().Equal("hello, world");
        receiver.Paused.Should().BeFalse();
        receiver.Receive("hello\r\nworld\r\n");
        receiver.Received.Should().Equal("hello, world", "hello");
        receiver.ResumeProducing();
        receiver.Received.Should().Equal("hello, world", "hello", "world");
        receiver.Receive("goodbye\r\n");
        receiver.Received.Should().HaveCount(3);
        receiver.ResumeProducing();
        receiver.Received.Should().Equal("hello, world", "hello", "world", "goodbye");
        transport.ProducerState.Should().Be(ProducerState.Paused);
    }

    [Test]
    public void ResumeProducing_InTheSameLine_GoesOnAfterIt()
    {
        var (receiver, _) = Make();
        receiver.OnLine = line =>
        {
            receiver.PauseProducing();
            receiver.ResumeProducing();
            receiver.Received[^1].Should().Be(line);
        };
        receiver.Receive("a\nb\nc\n");
        receiver.Received.Should().Equal("a", "b", "c");
    }

    [Test]
    public void ResumeProducing_AfterThePeerClosed_DeliversWhatWasHeld()
    {
        var (receiver, transport) = Make();
        transport.Protocol = receiver;
        receiver.Receive("pause\nlast\n");
        transport.Disconnect();
        receiver.ResumeProducing();
        receiver.Received.Should().Equal("pause", "last");
    }

    [Test]
    public void StopProducing_InALine_ClosesAndDeliversNoMore()
    {
        foreach (var pieces in Pieces.Of("twiddle1\ntwiddle2\nstop\nmore\nstuff\n"))
        {
            var (receiver, transport) = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("twiddle1", "twiddle2", "stop");
            transport.Disconnecting.Should().BeTrue();
        }
    }

    [TestCase("close", false)]
    [TestCase("close", true)]
    [TestCase("abort", false)]
    [TestCase("abort", true)]
    public void DataReceived_ConnectionClosedByALine_DeliversNoMore(string how, bool isToldAtOnce)
    {
        var (receiver, transport) = Make();
        if (isToldAtOnce)
            transport.Protocol = receiver;
        receiver.Receive($"a\n{how}\nb\nc\n");
        receiver.Received.Should().Equal("a", how);
    }

    [Test]
    public void RegisterProducer_TheReceiverItself_IsAskedAndDelivers()
    {
        var receiver = new LineTester();
        receiver.MakeConnection(new FileWrapper(new MemoryStream()));
        receiver.Receive("produce\nhello world\nunproduce\ngoodbye\n");
        receiver.Received.Should().Equal("produce", "hello world", "unproduce", "goodbye");
    }

    [Test]
    public void ClearLineBuffer_InALine_GivesTheRestAndForgetsIt()
    {
        foreach (var cut in new[] { 0, 2 })
        {
            var (receiver, _) = Make("\r\n");
            var rests = new List<string>();
            receiver.OnLine = _ => rests.Add(Pieces.Text(receiver.ClearLineBuffer()));
            var sent = Pieces.Bytes("foo\r\nbar\r\nbaz");
            receiver.Receive([sent[..cut], sent[cut..]]);
            receiver.Receive("quux\r\n");
            receiver.Received.Should().Equal("foo", "quux");
            rests.Should().Equal("bar\r\nbaz", "");
        }
    }

    [Test]
    public void RawDataReceived_NotOverridden_SaysSo()
    {
        var receiver = new RecordingReceiver();
        receiver.SetRawMode();
        receiver.Invoking(r => r.Receive("data"))
            .Should().Throw<InvalidOperationException>().WithMessage("*RecordingReceiver*RawDataReceived*");
    }

    [Test]
    public void LineReceived_Throws_KeepsWhatCameAfter()
    {
        var (receiver, _) = Make();
        receiver.OnLine = line =>
        {
            if (line == "bad")
                throw new FormatException("bad line");
        };
        receiver.Invoking(r => r.Receive("bad\ngood\nhal")).Should().Throw<FormatException>();
        receiver.Receive("f\n");
        receiver.Received.Should().Equal("bad", "good", "half");
    }

    [Test]
    public void SendLine_BytesAndText_AddTheDelimiter()
    {
        var (receiver, transport) = Make("\r\n");
        receiver.SendLine("bytes"u8);
        receiver.SendLine("gr\u00fc\u00df");
        receiver.SendLine("");
        transport.Value().Should().Equal([.. "bytes\r\ngr\u00fc\u00df\r\n\r\n"u8]);
    }

    [Test]
    public void Delimiter_Empty_IsRefused()
    {
        var receiver = new LineTester();
        receiver.Invoking(r => r.Delimiter = default).Should().Throw<ArgumentException>();
        receiver.Invoking(r => r.MaxLength = -1).Should().Throw<ArgumentException>();
    }

    [Test]
    public void Delimiter_ChangedInALine_HoldsForTheNext()
    {
        var (receiver, _) = Make();
        receiver.OnLine = _ => receiver.Delimiter = "|"u8.ToArray();
        receiver.Receive("a\nb");
        receiver.Receive("\nc|d|");
        receiver.Received.Should().Equal("a", "b\nc", "d");
    }

    private static (LineTester Receiver, StringTransport Transport) Make(string delimiter = "\n", int maxLength = 64)
    {
        var receiver = new LineTester(delimiter, maxLength);
        var transport = new StringTransport();
        receiver.MakeConnection(transport);
        return (receiver, transport);
    }

    /// <summary>Says of each line whether it lies in the bytes that were handed over.</summary>
    private sealed class RecordingReceiver : LineReceiver
    {
        internal List<string> Lines { get; } = [];

        internal List<bool> WereLent { get; } = [];

        internal byte[] Lent { get; set; } = [];

        internal int? RawBytes { get; set; }

        internal string? Extra { get; set; }

        protected override void LineReceived(ReadOnlySpan<byte> line)
        {
            Lines.Add(Pieces.Text(line));
            WereLent.Add(line.Overlaps(Lent));
        }

        protected override void RawDataReceived(ReadOnlySpan<byte> data)
        {
            if (RawBytes is not { } count)
                base.RawDataReceived(data);
            else
                SetLineMode(Extra is null ? data[count..] : Pieces.Bytes(Extra));
        }
    }

    private sealed class FlippingReceiver : LineReceiver
    {
        internal FlippingReceiver()
        {
            Delimiter = "\n"u8.ToArray();
        }

        internal int Lines { get; private set; }

        protected override void LineReceived(ReadOnlySpan<byte> line)
        {
            Lines++;
            SetRawMode();
        }

        protected override void RawDataReceived(ReadOnlySpan<byte> data) => SetLineMode(data[1..]);
    }
}
