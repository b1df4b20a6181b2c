using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Peer.Tests;

/// <summary>Bytes, lines and netstrings between our reactor and Twisted's, with either as the server.</summary>
public sealed class TwistedEchoTests(Type kind) : TwistedWire(kind)
{
    private const int Mebibyte = 1024 * 1024;

    private static readonly string[] Strings =
        ["", "a", "hello, Twisted", new('x', 99), new('y', 100), new('z', 1000), new('w', 16_000), "the last"];

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

    [TestCase("LineServer")]
    [TestCase("NetstringServer")]
    public void OurClient_TwistedAnswersStrings_EachComesBackBackwards(string role)
    {
        using var twisted = TwistedServer(role, Wire.Plain);
        var expected = Encode(role, Strings.Select(s => string.Concat(s.Reverse())));
        var client = new AccumulatingProtocol();
        Run(async Deferred () =>
        {
            await Connect(twisted, Wire.Plain, client);
            client.Transport.Write(Encoding.ASCII.GetBytes(Encode(role, Strings)));
            await Until(() => client.Received >= expected.Length);
            client.Transport.LoseConnection();
            await Ended(client);
        });
        client.Text.Should().Be(expected);
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
    }

    [TestCase("LineClient")]
    [TestCase("NetstringClient")]
    public void OurServer_EchoesStringsToTwisted_AllComeBack(string role)
    {
        var server = new Echoing();
        using var twisted = TwistedClient(role, Wire.Plain, server);
        Run(() => Ended(server));
        twisted.WaitFor("lost ").Should().Be("ConnectionDone");
        twisted.Said.Should().Contain("all came back").And.NotContain("different");
    }

    private static string Encode(string role, IEnumerable<string> strings) =>
        string.Concat(strings.Select(s => role == "LineServer" ? $"{s}\r\n" : $"{s.Length}:{s},"));
}
