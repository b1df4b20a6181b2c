using TwistedSharp.Defer;

namespace TwistedSharp.Peer.Tests;

/// <summary>Large transfers in both directions at once between our reactor and Twisted's: equal sums, and our memory stays flat.</summary>
public sealed class TwistedTransferTests(Type kind) : TwistedWire(kind)
{
    /// <summary>A small part of what is sent: a transport that kept it all would need at least twice as much.</summary>
    private const long MostMemoryGrowth = 64L * 1024 * 1024;

    [TestCase(Wire.Plain, true, 1024)]
    [TestCase(Wire.Plain, false, 256)]
    [TestCase(Wire.Tls, true, 1024)]
    public void OurClient_ExchangesWithTwisted_SumsAreEqualAndMemoryFlat(Wire wire, bool streaming, int mebibytes)
    {
        var size = Bytes(mebibytes);
        using var twisted = TwistedServer("Exchange", wire, $"size={size}");
        using var client = new Exchange(size, streaming);
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, client);
            await Completed(client, twisted);
        });
        Check(client, twisted, size);
    }

    [TestCase(Wire.Plain, true, 1024)]
    [TestCase(Wire.Plain, false, 256)]
    [TestCase(Wire.Tls, true, 1024)]
    public void OurServer_ExchangesWithTwisted_SumsAreEqualAndMemoryFlat(Wire wire, bool streaming, int mebibytes)
    {
        var size = Bytes(mebibytes);
        using var server = new Exchange(size, streaming);
        using var twisted = TwistedClient("Exchange", wire, server, $"size={size}");
        Run(() => Completed(server, twisted));
        Check(server, twisted, size);
    }

    /// <summary>A little less, so that the last piece is no whole one.</summary>
    private static long Bytes(int mebibytes) => (mebibytes * 1024L * 1024) - 1234;

    private async Deferred Completed(Exchange exchange, TwistedPeer twisted)
    {
        await Until(() => exchange.HasEnded || (exchange.ReceivedSum is not null && twisted.Said.Contains("received")));
        exchange.HasEnded.Should().BeFalse("{0} bytes of it came, and Twisted says: {1}", exchange.Received, twisted.Said);
        exchange.Transport.LoseConnection();
        await Until(() => exchange.HasEnded);
    }

    private static void Check(Exchange exchange, TwistedPeer twisted, long size)
    {
        exchange.Received.Should().Be(size);
        twisted.WaitFor("sent ").Should().Be(exchange.ReceivedSum);
        twisted.WaitFor("received ").Should().Be(exchange.SentSum);
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        exchange.MemoryGrowth.Should().BeLessThan(MostMemoryGrowth);
        exchange.Calls.Should().BeGreaterThan(10, "the transport holds its producer: it would take everything otherwise");
        TestContext.Out.WriteLine($"{size} bytes each way; {exchange.MemoryGrowth} bytes of memory; {exchange.Calls} calls of the producer");
    }
}
