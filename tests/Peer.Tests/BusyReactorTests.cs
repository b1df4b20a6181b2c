using System.Globalization;

namespace TwistedSharp.Peer.Tests;

/// <summary>A signal to a program whose reactor is busy: it ends in order, at once, and with everything told of its end.</summary>
[Platform("Linux")]
[TestFixture("epoll")]
[TestFixture("select")]
public sealed class BusyReactorTests(string kind)
{
    [TestCase("TERM")]
    [TestCase("INT")]
    public void Reactor_BusyAndSignalled_EndsInOrder(string signal)
    {
        using var server = new ScriptedServer(c => c.Serve("page"));
        var program = Peer.Program("BusyReactor");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var child = new Child(dotnet, program, kind, server.URL("page"));
        child.WaitFor("BUSY");

        Peer.Run("kill", $"-{signal}", $"{child.Id}").ExitCode.Should().Be(0);

        child.WaitForExit().Should().BeTrue("it ends: {0}", child.Said);
        child.ExitCode.Should().Be(0, "React's documentation says so, of a program that a signal stops before it is done: {0}", child.Said);
        child.Said.Should().NotContain("ERROR").And.NotContain("Exception:");
        After(child, "SIGNAL").Should().Be($"SIG{signal}");
        After(child, "TRIGGERS").Should().Be("before waited during after");
        int.Parse(After(child, "TURNS"), CultureInfo.InvariantCulture)
            .Should().BeInRange(3, 4, "it waits for the trigger, and for nothing else");
        foreach (var what in new[] { "SERVERS", "CLIENTS", "REQUESTS" })
        {
            var words = After(child, what).Split(' ');
            words[3].Should().Be(words[1], "each of the {0} is told of its end: {1}", what, child.Said);
        }
        After(child, "SOCKETS").Should().Be("0", "all are closed");
        server.Check();
    }

    private static string After(Child child, string word) => child.WaitFor($"{word} ")[(word.Length + 1)..];
}
