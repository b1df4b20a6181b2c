using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>The ends of connections between our reactor and Twisted's: in order, by half, by reset.</summary>
public sealed class TwistedEndTests(Type kind) : TwistedWire(kind)
{
    /// <summary>More than the sockets' buffers hold: some is on the way when a direction ends.</summary>
    private const int Size = 8_000_000;

    // Twisted 22.4 tells its own protocol of what TLS misses, not of the abort.
    private const string TwistedsWordForItsAbortOverTls = "ConnectionLost";

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void TwistedServer_Closes_OurClientSeesAnOrderlyEnd(Wire wire)
    {
        using var twisted = TwistedServer("Closer", wire);
        var client = new AccumulatingProtocol { OnMade = p => p.Transport.Write("x"u8) };
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, client);
            await Ended(client);
        });
        ReasonOf(client).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void OurServer_Closes_TwistedSeesAnOrderlyEnd(Wire wire)
    {
        var server = new AccumulatingProtocol { OnData = p => p.Transport.LoseConnection() };
        using var twisted = TwistedClient("Greeter", wire, server);
        Run(() => Ended(server));
        ReasonOf(server).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void TwistedServer_Aborts_OurClientSeesALostConnection(Wire wire)
    {
        using var twisted = TwistedServer("Aborter", wire);
        var client = new AccumulatingProtocol { OnMade = p => p.Transport.Write("x"u8) };
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, client);
            await Ended(client);
        });
        ReasonOf(client).Should().BeOfType<ConnectionLostException>();
        twisted.WaitFor("lost ").Should().Be(wire == Wire.Tls ? TwistedsWordForItsAbortOverTls : "ConnectionAborted");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void TwistedClient_Aborts_OurServerSeesALostConnection(Wire wire)
    {
        var server = new AccumulatingProtocol { OnMade = p => p.Transport.Write("x"u8) };
        using var twisted = TwistedClient("Aborter", wire, server);
        Run(() => Ended(server));
        ReasonOf(server).Should().BeOfType<ConnectionLostException>();
        twisted.WaitFor("lost ").Should().Be(wire == Wire.Tls ? TwistedsWordForItsAbortOverTls : "ConnectionAborted");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void OurClient_Aborts_TwistedSeesALostConnection(Wire wire)
    {
        using var twisted = TwistedServer("Greeter", wire);
        var client = new AccumulatingProtocol { OnData = p => p.Transport.AbortConnection() };
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, client);
            await Ended(client);
        });
        ReasonOf(client).Should().BeOfType<ConnectionAbortedException>();
        twisted.WaitFor("lost ").Should().Be("ConnectionLost");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void OurServer_Aborts_TwistedSeesALostConnection(Wire wire)
    {
        var server = new AccumulatingProtocol { OnData = p => p.Transport.AbortConnection() };
        using var twisted = TwistedClient("Greeter", wire, server);
        Run(() => Ended(server));
        ReasonOf(server).Should().BeOfType<ConnectionAbortedException>();
        twisted.WaitFor("lost ").Should().Be("ConnectionLost");
    }

    [Test]
    public void OurClient_EndsItsDirection_StillGetsTheWholeAnswer()
    {
        using var twisted = TwistedServer("AnswerAtEnd", Wire.Plain);
        var client = new HalfCloseable { OnMade = AskAndEnd, OnReadEnd = p => p.Transport.LoseConnection() };
        Run(async Deferred () =>
        {
            await Connect(twisted, Wire.Plain, client);
            await Ended(client);
        });
        client.Ends.Should().Equal("write end", $"read end after {Size}");
        ReasonOf(client).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("read end ").Should().Be($"{Size}");
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    [Test]
    public void TwistedClient_EndsItsDirection_OurServerStillAnswers()
    {
        var server = new HalfCloseable { OnReadEnd = AnswerAndClose };
        using var twisted = TwistedClient("AskAndEnd", Wire.Plain, server, $"size={Size}");
        Run(() => Ended(server));
        server.Ends.Should().StartWith($"read end after {Size}");
        ReasonOf(server).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("read end ").Should().Be($"{Size}");
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        twisted.Said.Should().StartWith("write end");
    }

    [Test]
    public void TwistedServer_EndsItsDirection_OurClientStillAnswers()
    {
        using var twisted = TwistedServer("AskAndEnd", Wire.Plain, $"size={Size}");
        var client = new HalfCloseable { OnReadEnd = AnswerAndClose };
        Run(async Deferred () =>
        {
            await Connect(twisted, Wire.Plain, client);
            await Ended(client);
        });
        client.Ends.Should().StartWith($"read end after {Size}");
        ReasonOf(client).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("read end ").Should().Be($"{Size}");
    }

    [Test]
    public void OurServer_EndsItsDirection_StillGetsWhatTwistedSays()
    {
        var server = new HalfCloseable { OnMade = AskAndEnd, OnReadEnd = p => p.Transport.LoseConnection() };
        using var twisted = TwistedClient("AnswerAtEnd", Wire.Plain, server);
        Run(() => Ended(server));
        server.Ends.Should().Equal("write end", $"read end after {Size}");
        ReasonOf(server).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("read end ").Should().Be($"{Size}");
    }

    [Test]
    public void TwistedServer_EndsItsDirection_OurOrdinaryClientIsAtItsEnd()
    {
        using var twisted = TwistedServer("AskAndEnd", Wire.Plain, "size=5");
        var client = new AccumulatingProtocol();
        Run(async Deferred () =>
        {
            await Connect(twisted, Wire.Plain, client);
            await Ended(client);
        });
        client.Text.Should().Be("qqqqq");
        ReasonOf(client).Should().BeOfType<ConnectionDoneException>();
        twisted.WaitFor("read end ").Should().Be("0");
    }

    private static void AskAndEnd(AccumulatingProtocol protocol)
    {
        protocol.Transport.Write(new byte[Size]);
        ((IHalfCloseableTransport)protocol.Transport).LoseWriteConnection();
    }

    private static void AnswerAndClose(HalfCloseable protocol)
    {
        protocol.Transport.Write(new byte[Size]);
        protocol.Transport.LoseConnection();
    }

    private static Exception ReasonOf(AccumulatingProtocol protocol) => protocol.ClosedReason!.Value; // The scenario waited for it.
}
