using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static twisted.internet;
using static twisted.protocols;
using static twisted.web;
using error = twisted.internet.error;

namespace TwistedSharp.Compat.Tests;

/// <summary>Lines as they stand in Twisted's programs, with C#'s punctuation: they compile, and mean what they meant.</summary>
public sealed class SpellingTests
{
    [Test]
    public void Deferred_WithoutType_TakesWhateverItsCallbacksReturn()
    {
        var seen = new List<object?>();
        var d = defer.Deferred();
        d.addCallback(x => (int)x! + 1);
        d.addCallback(x => defer.succeed((int)x! * 2));
        d.addCallback(x => defer.succeed<object?>($"{x}!"));
        d.addCallback(seen.Add);
        d.callback(20);
        seen.Should().Equal("42!");
    }

    [Test]
    public void Deferred_Failed_GoesToErrbacksThatCheckAndTrapByTwistedsNames()
    {
        var seen = new List<string>();
        var d = defer.Deferred<string>();
        d.addCallback(text => text.Length).addErrback(failure =>
        {
            failure.check(error.ConnectionLost).Should().BeNull();
            failure.trap(error.ConnectionRefusedError, error.ConnectionDone).Should().Be<ConnectionDoneException>();
            seen.Add(failure.getErrorMessage());
        }).addBoth(result => seen.Add($"{result}"));
        d.errback(new ConnectionDoneException("over"));
        seen.Should().Equal("over", "0");
    }

    [Test]
    public void AddBoth_GetsTheResultOrTheFailure()
    {
        var seen = new List<object?>();
        defer.succeed("page").addBoth(seen.Add);
        defer.fail<string>(new InvalidOperationException("no")).addBoth(seen.Add);
        seen[0].Should().Be("page");
        seen[1].Should().BeOfType<Failure>().Which.value.Message.Should().Be("no");
    }

    [Test]
    public void AddCallback_WithArguments_HandsThemOn()
    {
        var seen = new List<string>();
        defer.succeed(1).addCallback((x, y) => x + y, 2).addCallback((x, y, z) => seen.Add($"{x} {y} {z}"), "a", "b");
        seen.Should().Equal("3 a b");
    }

    [Test]
    public void CallLater_WithArguments_HandsThemOnInTime()
    {
        var clock = task.Clock();
        var seen = new List<string>();
        clock.callLater(2, seen.Add, "two");
        var put = clock.callLater(1, seen.Add, "one");
        put.reset(3);
        clock.pump([1, 1, 1]);
        seen.Should().Equal("two", "one");
        put.active().Should().BeFalse();
    }

    [Test]
    public void LoopingCall_CountsItsTicks()
    {
        var clock = task.Clock();
        var ticks = 0;
        LoopingCall loop = null!; // Made in the next line.
        loop = task.LoopingCall(
            () =>
            {
                if (++ticks == 3)
                    loop.stop();
            },
            clock);
        var done = loop.start(1.0);
        clock.pump([1, 1, 1, 1]);
        ticks.Should().Be(3);
        done.called.Should().BeTrue();
    }

    [Test]
    public void LineReceiver_WithTwistedsHooks_Talks()
    {
        var transport = new StringTransport();
        var answer = new Answer { factory = null };
        answer.MakeConnection(transport);
        answer.DataReceived("hello\r\nquit\r\n"u8);
        transport.ValueString().Should().Be("name?\r\ngot hello\r\n");
        transport.disconnecting.Should().BeTrue();
    }

    [Test]
    public void Factory_WithAProtocolAttribute_Builds()
    {
        var factory = new protocol.Factory { protocol = () => new Answer() };
        factory.buildProtocol(address.IPv4Address("TCP", "127.0.0.1", 80))
            .Should().BeOfType<Answer>().Which.factory.Should().BeSameAs(factory);
    }

    [Test]
    public void ReconnectingClientFactory_Stopped_KnowsItsConnector()
    {
        var clock = new MemoryReactorClock();
        var factory = new Again(clock) { initialDelay = 2, maxDelay = 60, jitter = 0 };
        var connector = clock.connectTCP("127.0.0.1", 80, factory);
        factory.connector.Should().BeSameAs(connector);
        factory.Tries.Should().Be(1);
        factory.stopTrying();
        factory.continueTrying.Should().BeFalse();
    }

    [Test]
    public void Agent_WithoutAPool_KeepsNoConnection()
    {
        var clock = new MemoryReactorClock();
        client.Agent(clock).Pool.Persistent.Should().BeFalse("Twisted's default");
        var pool = client.HTTPConnectionPool(clock);
        pool.maxPersistentPerHost = 5;
        client.Agent(clock, pool: pool).Pool.Should().BeSameAs(pool);
        pool.MaxConnectionsPerHost.Should().Be(5);
    }

    [Test]
    public void Headers_ByTwistedsNames_AreReadAndChanged()
    {
        var headers = http_headers.Headers(new() { ["User-Agent"] = ["me"], ["A"] = ["1", "2"] });
        headers.addRawHeader("a", "3");
        headers.getRawHeaders("A").Should().Equal("1", "2", "3");
        headers.getRawHeaders("none", ["?"]).Should().Equal("?");
        headers.removeHeader("a");
        headers.hasHeader("A").Should().BeFalse();
    }

    [Test]
    public void BytesAndText_GoBothWaysOrSayThatTheyCannot()
    {
        "Grüße".encode().decode().Should().Be("Grüße");
        var wrong = () => new byte[] { 0xFF }.decode();
        wrong.Should().Throw<System.Text.DecoderFallbackException>();
        new byte[] { 0xFC }.decode("latin-1").Should().Be("ü");
        "ü".encode("UTF8").Should().Equal(0xC3, 0xBC);
        var lacking = () => "ü".encode("ascii");
        lacking.Should().Throw<System.Text.EncoderFallbackException>();
    }

    private sealed class Answer : basic.LineReceiver
    {
        public override void connectionMade() => sendLine("name?"u8);

        public override void lineReceived(byte[] line)
        {
            if (line.decode() == "quit")
                transport.loseConnection();
            else
                sendLine($"got {line.decode()}".encode());
        }
    }

    private sealed class Again(IReactorTime clock) : protocol.ReconnectingClientFactory(clock)
    {
        public int Tries { get; private set; }

        public override void startedConnecting(IConnector connector) => Tries++;
    }
}
