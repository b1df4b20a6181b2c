using System.Buffers.Binary;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

[TestFixture(1)]
[TestFixture(2)]
[TestFixture(4)]
public sealed class IntNStringReceiverTests(int prefixLength)
{
    private static readonly string[] Strings = ["a", "", "b\n\n", new('c', 49), "d"];

    [Test]
    public void DataReceived_Strings_AreTheSameHoweverTheyCome()
    {
        foreach (var pieces in Pieces.Of(string.Concat(Strings.Select(Message))))
        {
            var receiver = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal(Strings);
            receiver.Unprocessed.Length.Should().Be(0);
        }
    }

    [Test]
    public void DataReceived_Incomplete_DeliversNothing()
    {
        var whole = Pieces.Bytes(Message("hello"));
        for (var length = 0; length < whole.Length; length++)
        {
            var receiver = Make();
            receiver.DataReceived(whole.AsSpan(0, length));
            receiver.Received.Should().BeEmpty();
            receiver.Unprocessed.Length.Should().Be(length);
        }
    }

    [Test]
    public void DataReceived_StringThatLiesWhole_IsNotCopied()
    {
        var data = Pieces.Bytes(Message("first") + Message("second") + "\x05");
        var receiver = Make();
        receiver.Lent = data;
        receiver.DataReceived(data);
        receiver.WereLent.Should().Equal(true, true);
    }

    [Test]
    public void SendString_BytesAndText_ComeAfterTheirLength()
    {
        var receiver = Make();
        receiver.SendString("bytes"u8);
        receiver.SendString("gr\u00fc\u00df");
        Transport(receiver).ValueString().Should().Be(Message("bytes") + Message("gr\u00c3\u00bc\u00c3\u009f"));
    }

    [Test]
    public void SendString_TooLong_IsRefused()
    {
        var receiver = Make();
        if (prefixLength == 4)
        {
            // Whatever fits into memory fits.
            receiver.SendString(new byte[1 << 17]);
            Transport(receiver).Value().Should().HaveCount((1 << 17) + 4);
            return;
        }
        var most = (1 << (8 * prefixLength)) - 1;
        receiver.SendString(new byte[most]);
        Transport(receiver).Value().Should().HaveCount(most + prefixLength);
        receiver.Invoking(r => r.SendString(new byte[most + 1]))
            .Should().Throw<StringTooLongException>().WithMessage($"*{most + 1}*{most}*");
        receiver.Invoking(r => r.SendString(new string('x', most + 1))).Should().Throw<StringTooLongException>();
        Transport(receiver).Value().Should().HaveCount(most + prefixLength);
    }

    [Test]
    public void LengthLimitExceeded_OneByteTooLong_ClosesAtEverySplit()
    {
        foreach (var pieces in Pieces.Of(Message("ok") + Message(new string('x', 51)) + Message("after")))
        {
            var receiver = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("ok");
            receiver.TooLong.Should().Equal(51);
            receiver.Transport.Disconnecting.Should().BeTrue();
        }
    }

    [Test]
    public void LengthLimitExceeded_Overridden_NothingIsKeptOfWhatFollows()
    {
        var receiver = Make();
        receiver.StaysOpen = true;
        receiver.Receive(Message(new string('x', 51)));
        var held = receiver.Unprocessed.Length;
        receiver.Receive(new string('y', 1000));
        receiver.Received.Should().BeEmpty();
        receiver.TooLong.Should().Equal(51);
        receiver.Unprocessed.Length.Should().Be(held);
    }

    [Test]
    public void LengthLimitExceeded_UnprocessedThere_BeginsWithTheLength()
    {
        var receiver = Make();
        receiver.MaxLength = 7;
        var seen = new List<string>();
        receiver.OnTooLong = () => seen.Add(Pieces.Text(receiver.Unprocessed.Span));
        receiver.Receive(Message("too long"));
        seen.Should().Equal(Message("too long"));
    }

    [Test]
    public void LengthLimitExceeded_UnprocessedSet_GoesOn()
    {
        var receiver = Make();
        receiver.StaysOpen = true;
        receiver.OnTooLong = () => receiver.Unprocessed = receiver.Unprocessed[(prefixLength + 51)..];
        receiver.Receive(Message(new string('x', 51)) + Message("after"));
        receiver.Receive(Message("more"));
        receiver.Received.Should().Equal("after", "more");
    }

    [Test]
    public void Unprocessed_InAString_IsWhatFollows()
    {
        var incomplete = Message("bbbbb")[..^1];
        foreach (var cut in new[] { 0, 1, prefixLength + 2 })
        {
            var receiver = Make();
            var seen = new List<string>();
            receiver.OnString = _ => seen.Add(Pieces.Text(receiver.Unprocessed.Span));
            var sent = Pieces.Bytes(Message("aaaaa") + incomplete);
            receiver.Receive([sent[..cut], sent[cut..]]);
            seen.Should().Equal(incomplete);
        }
    }

    [Test]
    public void Unprocessed_SetInAString_IsParsedInsteadOfTheRest()
    {
        var receiver = Make();
        receiver.OnString = s =>
        {
            if (s == "aaaaa")
                receiver.Unprocessed = Pieces.Bytes(Message("ccccc"));
        };
        receiver.Receive(Message("aaaaa") + Message("bbbbb"));
        receiver.Received.Should().Equal("aaaaa", "ccccc");
    }

    [Test]
    public void Unprocessed_PartlyTakenInEachString_IsNotParsedTwice()
    {
        const string Switch = "\0\0\0\0";
        var receiver = Make();
        receiver.OnString = _ => receiver.Unprocessed = receiver.Unprocessed[Switch.Length..];
        receiver.Receive(string.Concat(Strings.Select(s => Message(s) + Switch)));
        receiver.Receive("\x01");
        receiver.Received.Should().Equal(Strings);
        Pieces.Text(receiver.Unprocessed.Span).Should().Be("\x01");
    }

    [Test]
    public void PauseProducing_InAString_HoldsTheRestUntilResumed()
    {
        foreach (var pieces in Pieces.Of(Message("a") + Message("pause") + Message("b") + Message("c")))
        {
            var receiver = Make();
            receiver.OnString = s =>
            {
                if (s == "pause")
                    receiver.PauseProducing();
            };
            receiver.Receive(pieces);
            receiver.Received.Should().Equal("a", "pause");
            receiver.Paused.Should().BeTrue();
            Transport(receiver).ProducerState.Should().Be(ProducerState.Paused);
            receiver.ResumeProducing();
            receiver.Received.Should().Equal("a", "pause", "b", "c");
            Transport(receiver).ProducerState.Should().Be(ProducerState.Producing);
        }
    }

    [Test]
    public void StopProducing_InAString_ClosesAndDeliversNoMore()
    {
        var receiver = Make();
        receiver.OnString = _ => receiver.StopProducing();
        receiver.Receive(Message("a") + Message("b"));
        receiver.Received.Should().Equal("a");
        receiver.Transport.Disconnecting.Should().BeTrue();
    }

    [Test]
    public void DataReceived_ConnectionClosedByAString_DeliversNoMore()
    {
        var receiver = Make();
        receiver.OnString = _ => receiver.Transport.LoseConnection();
        receiver.Receive(Message("a") + Message("b"));
        receiver.Received.Should().Equal("a");
    }

    [Test]
    public void DataReceived_FromAString_GoesAfterWhatIsWaiting()
    {
        var receiver = Make();
        receiver.OnString = s =>
        {
            if (s == "a")
                receiver.Receive(Message("c"));
        };
        receiver.Receive(Message("a") + Message("b"));
        receiver.Received.Should().Equal("a", "b", "c");
    }

    [Test]
    public void LengthLimitExceeded_PausesAndSetsTheRest_StaysPaused()
    {
        var receiver = Make();
        receiver.StaysOpen = true;
        receiver.OnTooLong = () =>
        {
            receiver.PauseProducing();
            receiver.Unprocessed = Pieces.Bytes(Message("next"));
        };
        receiver.Receive(Message(new string('x', 51)));
        receiver.Paused.Should().BeTrue();
        receiver.Received.Should().BeEmpty();
        receiver.ResumeProducing();
        receiver.Received.Should().Equal("next");
    }

    [Test]
    public void MaxLength_OutOfRange_IsRefused()
    {
        var receiver = Make();
        receiver.Invoking(r => r.MaxLength = -1).Should().Throw<ArgumentException>();
        receiver.Invoking(r => r.MaxLength = int.MaxValue).Should().Throw<ArgumentException>();
    }

    private static StringTransport Transport(Tester receiver) => (StringTransport)receiver.Transport;

    private string Message(string text)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, text.Length);
        return Pieces.Text(length.AsSpan(8 - prefixLength)) + text;
    }

    private Tester Make()
    {
        var receiver = new Tester(prefixLength) { MaxLength = 50 };
        receiver.MakeConnection(new StringTransport());
        return receiver;
    }

    private sealed class Tester(int prefixLength) : IntNStringReceiver(prefixLength)
    {
        internal List<string> Received { get; } = [];

        internal List<long> TooLong { get; } = [];

        internal List<bool> WereLent { get; } = [];

        internal byte[] Lent { get; set; } = [];

        internal bool StaysOpen { get; set; }

        internal Action<string>? OnString { get; set; }

        internal Action? OnTooLong { get; set; }

        protected override void StringReceived(ReadOnlySpan<byte> data)
        {
            WereLent.Add(data.Overlaps(Lent));
            var text = Pieces.Text(data);
            Received.Add(text);
            OnString?.Invoke(text);
            Pieces.Text(data).Should().Be(text);
        }

        protected override void LengthLimitExceeded(long length)
        {
            TooLong.Add(length);
            OnTooLong?.Invoke();
            if (!StaysOpen)
                base.LengthLimitExceeded(length);
        }
    }
}
