using TwistedSharp.Compat.Tests.Examples;
using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client;
// imports:
using static twisted.internet;
using static twisted.protocols;
using static twisted.python;
using static twisted.web;
// end
using error = twisted.internet.error;

namespace TwistedSharp.Compat.Tests;

/// <summary>The porting guide's C# is this file's: it compiles, and the guide shows it to the letter.</summary>
public sealed class PortingGuideTests
{
    [TestCase("imports")]
    [TestCase("classes")]
    [TestCase("callbacks")]
    [TestCase("inline")]
    [TestCase("failures")]
    [TestCase("pages")]
    public void Guide_Code_IsTheCodeThatCompilesHere(string name)
    {
        var file = File.ReadAllLines(Path.Combine(Script.Compat, "..", "tests", "Compat.Tests", "PortingGuideTests.cs"));
        var lines = file.SkipWhile(line => line.Trim() != $"// {name}:").Skip(1).TakeWhile(line => line.Trim() != "// end").ToList();
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        var code = string.Join("\n", lines.Select(line => line.Length >= indent ? line[indent..] : line));
        code.Should().NotBeEmpty();
        File.ReadAllText(Path.Combine(Script.Compat, "PORTING.md")).Should().Contain($"```csharp\n{code}\n```");
    }

    [Test]
    public void Answer_OfTheGuide_Answers()
    {
        var transport = testing.StringTransport();
        var answer = new Answer();
        answer.MakeConnection(transport);
        answer.DataReceived("you\r\nquit\r\n"u8);
        transport.value().decode().Should().Be("name?\r\nhello you\r\n");
        transport.disconnecting.Should().BeTrue();
    }

    [Test]
    public void Refused_OfTheGuide_TrapsWhatItNames()
    {
        var refused = defer.fail<byte[]>(new TwistedSharp.Internet.ConnectionRefusedException("no")).addErrback(Refused);
        DeferredAssertions.SuccessResultOf(refused).Should().BeEmpty();
    }

    internal static void Callbacks(string url)
    {
        // callbacks:
        client.getPage(url)
            .addCallback(page => page.Length)
            .addCallback(show, "page")
            .addErrback(failure => log.err(failure));
        // end

        static void show(int length, string what) => Console.WriteLine($"{what}: {length}");
    }

    // inline:
    [defer.inlineCallbacks]
    private static async Deferred<string> title(string url)
    {
        var page = await client.getPage(url);
        return page.decode().Split("<title>")[1];
    }
    // end

    internal static Deferred<string> Title(string url) => title(url);

    // failures:
    private static byte[] Refused(Failure failure)
    {
        failure.trap(error.ConnectionRefusedError);
        return [];
    }
    // end

    internal static Deferred Pages(string url)
    {
        // pages:
        var factory = new LastModified(url);
        reactor.connectTCP(factory.host, factory.port, factory);
        return factory.deferred.addCallback(page => Console.WriteLine($"{page.Length} bytes of {factory.Date}"));
        // end
    }

    private sealed class LastModified(string url) : client.HTTPClientFactory(url)
    {
        internal string Date { get; private set; } = "no date";

        public override void gotHeaders(Headers headers)
        {
            Date = headers.getRawHeaders("last-modified", ["no date"])[0];
            base.gotHeaders(headers);
        }
    }

    // classes:
    private sealed class Answer : basic.LineReceiver
    {
        public override void connectionMade() => sendLine("name?"u8);

        public override void lineReceived(byte[] line)
        {
            if (line.decode() == "quit")
                transport.loseConnection();
            else
                sendLine([.. "hello "u8, .. line]);
        }
    }
    // end
}
