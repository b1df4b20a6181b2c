using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>Bytes between our reactor and Twisted's, with either as the server.</summary>
public sealed class TwistedEchoTests(Type kind) : TwistedWire(kind)
{
    private const int Mebibyte = 1024 * 1024;

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void OurClient_TwistedEchoes_EveryByteComesBack(Wire wire)
    {
        using var twisted = TwistedServer("Echo", wire);
        var sent = Enumerable.Range(0, Mebibyte).Select(i => (byte)(i * 7 % 251)).ToArray();
        var client = new AccumulatingProtocol();
        Run(async Deferred () =>
        {
            await Connect(twisted, wire, client);
            client.Transport.Write(sent);
            await Until(() => client.Received >= sent.Length);
            client.Transport.LoseConnection();
            await Ended(client);
        });
        client.Data.AsSpan().SequenceEqual(sent).Should().BeTrue("the {0} bytes that came are those that were sent", client.Received);
        client.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>(); // It has ended.
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    [TestCase(Wire.Plain)]
    [TestCase(Wire.Tls)]
    public void OurServer_EchoesToTwisted_EveryByteComesBack(Wire wire)
    {
        var server = new Echoing();
        using var twisted = TwistedClient("EchoClient", wire, server, $"size={Mebibyte}");
        Run(() => Ended(server));
        twisted.WaitFor("echoed ").Should().Be($"{Mebibyte} equal");
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        server.Received.Should().Be(Mebibyte);
        server.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>(); // It has ended.
    }
}
