using System.Globalization;
using TwistedSharp.Defer;

namespace TwistedSharp.Peer.Tests;

/// <summary>A large transfer in both directions at once between our reactor and Twisted's: the sums are equal and our memory stays flat.</summary>
/// <remarks>TWISTEDSHARP_TRANSFER_MIB says how many MiB go each way over TCP, instead of 256; a quarter of that goes over TLS.</remarks>
public sealed class TwistedTransferTests(Type kind) : TwistedWire(kind)
{
    /// <summary>A small part of what is sent: a transport that kept it all would need more than twice as much.</summary>
    private const long MostMemoryGrowth = 64L * 1024 * 1024;

    private static long Size(Wire wire)
    {
        var mebibytes = int.Parse(Environment.GetEnvironmentVariable("TWISTEDSHARP_TRANSFER_MIB") ?? "256", CultureInfo.InvariantCulture);
        // Not a whole number of pieces.
        return (mebibytes * 1024L * 1024 / (wire == Wire.Tls ? 4 : 1)) - 1234;
    }

    [TestCase(Wire.Plain, true)]
    [TestCase(Wire.Plain, false)]
    [TestCase(Wire.Tls, true)]
    public void OurClient_ExchangesWithTwisted_SumsAreEqualAndMemoryFlat(Wire wire, bool streaming)
    {
        using var twisted = TwistedServer("Exchange", wire, $"size={Size(wire)}");
        using var client = new Exchange(Size(wire), streaming);
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, client);
            await Completed(client, twisted);
        });
        Check(client, twisted, wire);
    }

    [TestCase(Wire.Plain, true)]
    [TestCase(Wire.Plain, false)]
    [TestCase(Wire.Tls, true)]
    public void OurServer_ExchangesWithTwisted_SumsAreEqualAndMemoryFlat(Wire wire, bool streaming)
    {
        using var server = new Exchange(Size(wire), streaming);
        using var twisted = TwistedClient("Exchange", wire, server, $"size={Size(wire)}");
        Run(() => Completed(server, twisted));
        Check(server, twisted, wire);
    }

    private async Deferred Completed(Exchange exchange, TwistedPeer twisted)
    {
        await Until(() => exchange.HasEnded || (exchange.ReceivedSum is not null && twisted.Said.Contains("received")));
        exchange.HasEnded.Should().BeFalse("{0} bytes of it came, and Twisted says: {1}", exchange.Received, twisted.Said);
        exchange.Transport.LoseConnection();
        await Until(() => exchange.HasEnded);
    }

    private static void Check(Exchange exchange, TwistedPeer twisted, Wire wire)
    {
        exchange.Received.Should().Be(Size(wire));
        twisted.WaitFor("sent ").Should().Be(exchange.ReceivedSum);
        twisted.WaitFor("received ").Should().Be(exchange.SentSum);
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        exchange.MemoryGrowth.Should().BeLessThan(MostMemoryGrowth);
        exchange.Calls.Should().BeGreaterThan(10, "the transport holds its producer: it would take everything otherwise");
        TestContext.Out.WriteLine($"{exchange.Received} bytes each way, memory grew by {exchange.MemoryGrowth}, {exchange.Calls} calls of the producer");
    }
}
