namespace TwistedSharp.Peer.Tests;

/// <summary>An idle reactor with a kept connection makes no wake-ups: counted by the system, not by the reactor itself.</summary>
[TestFixture("epoll")]
[TestFixture("select")]
public sealed class IdleReactorTests(string kind)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    [Test]
    public void Reactor_Idle_WaitsOnceAndIsNotWoken()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("strace is Linux's.");
        var strace = Peer.Find("strace", "strace");
        if (Peer.Run(strace, "-f", "-e", "trace=none", "true") is { ExitCode: not 0, Output: var why })
            throw Peer.Missing($"strace may not trace here ({why.Trim()})");
        using var scratch = new Scratch();
        using var server = new ScriptedServer(c => c.Serve("page"));
        var trace = scratch.PathOf("trace");
        var program = Peer.Program("IdleReactor");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        // Every call is traced: whatever the reactor's thread does while it should sleep counts.
        using var child = new Child(strace, "-f", "-o", trace, dotnet, program, kind, server.URL("page"));
        var thread = child.WaitFor("READY ").Split(' ')[1];
        child.WaitForExit(Window).Should().BeFalse("it idles: {0}", child.Said);
        child.CloseInput();
        child.WaitFor("STOPPING");
        child.WaitForExit().Should().BeTrue();
        child.Said.Should().NotContain("Exception");
        server.Check();

        var lines = File.ReadAllLines(trace);
        var ready = Array.FindIndex(lines, line => line.Contains("write(") && line.Contains("\"READY "));
        var stopping = Array.FindIndex(lines, line => line.Contains("write(") && line.Contains("\"STOPPING"));
        ready.Should().BePositive();
        stopping.Should().BeGreaterThan(ready);
        var calls = lines[(ready + 1)..stopping].Where(line => line.StartsWith($"{thread} ", StringComparison.Ordinal)).ToList();
        calls.Where(IsWait).Should().ContainSingle("it goes to sleep once").Which.Should().Contain("unfinished", "nothing wakes it");
        calls[^1].Should().Match(line => IsWait(line), "after that it does nothing at all");
    }

    private static bool IsWait(string line) =>
        line.Contains("epoll_wait") || line.Contains("epoll_pwait") || line.Contains("poll(") || line.Contains("select");
}
