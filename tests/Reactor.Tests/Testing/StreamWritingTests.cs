using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Testing;

public sealed class StreamWritingTests(Type kind) : StreamContract(kind)
{
    [Test]
    public void Connection_Fresh_IsOpenAndBothEndsKnowEachOther()
    {
        Connect();
        Client.Events.Should().Equal("made");
        Server.Events.Should().Equal("made");
        Client.Transport.Connected.Should().BeTrue();
        Client.Transport.Disconnecting.Should().BeFalse();
        Client.Transport.IsOutputPending.Should().BeFalse();
        Client.Transport.GetPeer().Should().Be(Server.Transport.GetHost());
    }

    [Test]
    public void Write_EachWay_ArrivesInOrderAsOneStream()
    {
        Connect();
        Client.Transport.Write("one "u8);
        Client.Transport.WriteSequence(["two "u8.ToArray(), "three "u8.ToArray()]);
        "four "u8.CopyTo(Client.Transport.GetSpan(5));
        Client.Transport.Advance(5);
        "five"u8.ToArray().CopyTo(Client.Transport.GetMemory(4));
        Client.Transport.Advance(4);
        Client.Transport.IsOutputPending.Should().BeTrue("writing only queues");
        Server.Events.Should().Equal("made");
        Until(() => Server.ReceivedBytes == 23);
        Server.Text.Should().Be("one two three four five");
        Client.Transport.IsOutputPending.Should().BeFalse();
    }

    [Test]
    public void Write_Nothing_SendsNothing()
    {
        Connect();
        Client.Transport.Write([]);
        Client.Transport.WriteSequence([]);
        _ = Client.Transport.GetSpan(10);
        Client.Transport.Advance(0);
        Client.Transport.IsOutputPending.Should().BeFalse();
        Settle();
        Server.Events.Should().Equal("made");
    }

    [Test]
    public void Advance_WrongCount_Throws()
    {
        Connect();
        var room = Client.Transport.GetSpan(10).Length;
        Client.Transport.Invoking(t => t.Advance(room + 1)).Should().Throw<InvalidOperationException>();
        Client.Transport.Invoking(t => t.Advance(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Write_InsideConnectionMade_IsSent()
    {
        Client.OnMade = p => p.Transport.Write("hello"u8);
        Server.OnMade = p => p.Transport.Write("welcome"u8);
        Begin();
        Until(() => Server.ReceivedBytes == 5 && Client.ReceivedBytes == 7);
    }

    [Test]
    public void Write_InsideDataReceived_IsDeliveredLater()
    {
        var seen = -1L;
        Server.OnData = (p, data) =>
        {
            p.Transport.Write(data);
            seen = Client.ReceivedBytes;
        };
        Connect();
        Client.Transport.Write("echo"u8);
        Until(() => Client.Text == "echo");
        seen.Should().Be(0);
    }

    [Test]
    public void Write_MoreThanTheKernelHolds_ArrivesWholeBothWays()
    {
        Connect();
        var data = new byte[Big];
        new Random(7).NextBytes(data);
        Client.Transport.Write(data);
        Server.Transport.Write(data);
        Until(() => Client.ReceivedBytes == Big && Server.ReceivedBytes == Big);
        Client.Received.AsSpan().SequenceEqual(data).Should().BeTrue();
        Server.Received.AsSpan().SequenceEqual(data).Should().BeTrue();
    }

    [Test]
    public void Write_SequenceThrowsHalfWay_SendsWhatCameBefore()
    {
        Connect();
        Client.Transport.Invoking(t => t.WriteSequence(Pieces())).Should().Throw<FormatException>();
        Until(() => Server.Text == "first");

        static IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            yield return "first"u8.ToArray();
            throw new FormatException();
        }
    }

    [Test]
    public void PauseProducing_HoldsDataUntilResumed()
    {
        Connect();
        Server.Transport.PauseProducing();
        Server.Transport.IsInputPending.Should().BeFalse();
        Client.Transport.Write("held"u8);
        Until(() => Server.Transport.IsInputPending);
        Settle();
        Server.Events.Should().Equal("made");
        Server.Transport.ResumeProducing();
        Until(() => Server.Text == "held");
        Server.Transport.IsInputPending.Should().BeFalse();
    }

    [Test]
    public void PauseProducing_InsideDataReceived_HoldsWhatComesNext()
    {
        Server.OnData = (p, _) => p.Transport.PauseProducing();
        Connect();
        Client.Transport.Write("first"u8);
        Until(() => Server.Text == "first");
        Client.Transport.Write("second"u8);
        Settle();
        Server.Text.Should().Be("first");
        Server.Transport.ResumeProducing();
        Until(() => Server.Text == "firstsecond");
    }

    [Test]
    public void DataReceived_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        Server.OnData = (_, _) => throw boom;
        Connect();
        Client.Transport.Write("x"u8);
        UntilLost();
        Server.Lost!.Value.Should().BeSameAs(boom);
        Client.Lost!.Value.Should().BeOfType<ConnectionDoneException>();
        TakeError().Should().BeSameAs(boom);
    }

    [Test]
    public void ConnectionMade_Throws_IsLoggedAndEndsTheConnectionWithIt()
    {
        var boom = new InvalidOperationException("boom");
        Client.OnMade = _ => throw boom;
        Begin();
        UntilLost();
        Client.Events.Should().Equal("made", "lost");
        Client.Lost!.Value.Should().BeSameAs(boom);
        TakeError().Should().BeSameAs(boom);
    }

    [Test]
    public void ConnectionLost_Throws_IsLogged()
    {
        var boom = new InvalidOperationException("boom");
        Client.OnLost = (_, _) => throw boom;
        Connect();
        Client.Transport.LoseConnection();
        UntilLost();
        TakeError().Should().BeSameAs(boom);
    }
}
