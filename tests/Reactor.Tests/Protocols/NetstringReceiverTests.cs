using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Protocols;

namespace TwistedSharp.Tests.Protocols;

public sealed class NetstringReceiverTests
{
    [Test]
    public void DataReceived_WhatWasSent_ComesBackHoweverItIsCut()
    {
        string[] strings = ["hello", "", "world", "how", "are", "you123", ":today", new('a', 51)];
        var sender = Make();
        foreach (var s in strings)
            sender.SendString(Pieces.Bytes(s));
        foreach (var pieces in Pieces.Of(Transport(sender).Value()))
        {
            var receiver = Make();
            receiver.MaxLength = 51;
            receiver.Receive(pieces);
            receiver.Received.Should().Equal(strings);
            receiver.BrokenPeer.Should().BeFalse();
        }
    }

    [TestCase("0:,", "")]
    [TestCase("1:a,", "a")]
    [TestCase("2:ab,", "ab")]
    [TestCase("4:1:a,,", "1:a,")]
    [TestCase("10:0123456789,", "0123456789")]
    public void DataReceived_Netstring_GivesItsContents(string sent, string received)
    {
        foreach (var pieces in Pieces.Of(sent))
        {
            var receiver = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().Equal(received);
        }
    }

    [TestCase("9999999999999999999999")]
    [TestCase("abc")]
    [TestCase("4:abcde")]
    [TestCase("51:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab,")]
    [TestCase("2:aaa,")]
    [TestCase("0:a,")]
    [TestCase(":aaa,")]
    [TestCase("3aaa,")]
    [TestCase("aaa,")]
    [TestCase("00:,")]
    [TestCase("007:1234567,")]
    [TestCase("-1:a,")]
    [TestCase("+1:a,")]
    [TestCase(" 1:a,")]
    [TestCase("1 :a,")]
    [TestCase("0x1:a,")]
    [TestCase("1;a,")]
    public void DataReceived_NoNetstring_ClosesAtEverySplit(string sent)
    {
        foreach (var pieces in Pieces.Of(sent + "1:a,"))
        {
            var receiver = Make();
            receiver.Receive(pieces);
            receiver.Received.Should().BeEmpty();
            receiver.BrokenPeer.Should().BeTrue();
            receiver.Transport.Disconnecting.Should().BeTrue();
        }
    }

    [TestCase("5", false)]
    [TestCase("50", false)]
    [TestCase("50:", false)]
    [TestCase("51", true)]
    [TestCase("500", true)]
    public void DataReceived_LengthAlone_IsRefusedAsSoonAsItIsTooLong(string sent, bool isBroken)
    {
        var receiver = Make();
        receiver.Receive(sent);
        receiver.BrokenPeer.Should().Be(isBroken);
    }

    [Test]
    public void DataReceived_NextLengthBegun_IsTakenUpLater()
    {
        var receiver = Make();
        receiver.Receive("1:a,1");
        receiver.Received.Should().Equal("a");
        receiver.Receive(":b,");
        receiver.Received.Should().Equal("a", "b");
    }

    [Test]
    public void DataReceived_EndlessDigits_KeepNothing()
    {
        var receiver = Make();
        receiver.MaxLength = int.MaxValue / 2;
        for (var i = 0; i < 1000; i++)
            receiver.Receive("0000000000");
        receiver.BrokenPeer.Should().BeTrue();
    }

    [Test]
    public void DataReceived_StringThatLiesWhole_IsNotCopied()
    {
        var data = Pieces.Bytes("5:first,6:second,3:thi");
        var receiver = Make();
        receiver.Lent = data;
        receiver.DataReceived(data);
        receiver.WereLent.Should().Equal(true, true);
    }

    [Test]
    public void DataReceived_ConnectionClosedByAString_DeliversNoMore()
    {
        var receiver = Make();
        receiver.OnString = _ => receiver.Transport.LoseConnection();
        receiver.Receive("1:a,1:b,");
        receiver.Received.Should().Equal("a");
        receiver.BrokenPeer.Should().BeFalse();
    }

    [Test]
    public void DataReceived_FromAString_GoesAfterWhatIsWaiting()
    {
        var receiver = Make();
        receiver.OnString = s =>
        {
            if (s == "a")
                receiver.Receive("1:c,");
        };
        receiver.Receive("1:a,1:b,");
        receiver.Received.Should().Equal("a", "b", "c");
    }

    [TestCase("", "")]
    [TestCase("0", "0")]
    [TestCase("12", "12")]
    [TestCase("5:", "5:")]
    [TestCase("5:hel", "5:hel")]
    [TestCase("3:abc", "3:abc")]
    [TestCase("1:a,5:h", "5:h")]
    public void TakeBuffered_InAString_GivesItsLengthTooAndBeginsAgain(string sent, string rest)
    {
        foreach (var pieces in Pieces.Of(sent))
        {
            var receiver = Make();
            receiver.Receive(pieces);
            receiver.Received.Clear();
            Pieces.Text(receiver.TakeBuffered().Span).Should().Be(rest);
            receiver.TakeBuffered().IsEmpty.Should().BeTrue();
            receiver.Receive("2:ok,");
            receiver.Received.Should().Equal("ok");
        }
    }

    [Test]
    public void TakeBuffered_FromAString_GivesWhatFollows()
    {
        var receiver = Make();
        var rest = "";
        receiver.OnString = s => rest += s == "a" ? Pieces.Text(receiver.TakeBuffered().Span) : "";
        receiver.Receive("1:a,1:b,9");
        rest.Should().Be("1:b,9");
        receiver.Receive("1:c,");
        receiver.Received.Should().Equal("a", "c");
    }

    [Test]
    public void TakeBuffered_BrokenPeer_StaysBroken()
    {
        var receiver = Make();
        receiver.Receive("x");
        receiver.TakeBuffered().IsEmpty.Should().BeTrue();
        receiver.BrokenPeer.Should().BeTrue();
    }

    [Test]
    public void SendString_BytesAndText_AreFramed()
    {
        var receiver = Make();
        receiver.SendString("bytes"u8);
        receiver.SendString("gr\u00fc\u00df");
        receiver.SendString("");
        Transport(receiver).Value().Should().Equal([.. "5:bytes,6:gr\u00fc\u00df,0:,"u8]);
    }

    [Test]
    public void MaxLength_Default_Is99999()
    {
        new Tester().MaxLength.Should().Be(99999);
        FluentActions.Invoking(() => new Tester { MaxLength = -1 }).Should().Throw<ArgumentException>();
    }

    private static StringTransport Transport(Protocol receiver) => (StringTransport)receiver.Transport;

    private static Tester Make()
    {
        var receiver = new Tester { MaxLength = 50 };
        receiver.MakeConnection(new StringTransport());
        return receiver;
    }

    private sealed class Tester : NetstringReceiver
    {
        internal List<string> Received { get; } = [];

        internal List<bool> WereLent { get; } = [];

        internal byte[] Lent { get; set; } = [];

        internal Action<string>? OnString { get; set; }

        protected override void StringReceived(ReadOnlySpan<byte> data)
        {
            WereLent.Add(data.Overlaps(Lent));
            var text = Pieces.Text(data);
            Received.Add(text);
            OnString?.Invoke(text);
        }
    }
}
