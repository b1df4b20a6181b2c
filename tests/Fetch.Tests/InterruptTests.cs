using System.Diagnostics;
using System.Text.Json;

namespace TwistedSharp.Tests;

/// <summary>Ctrl-C, sent to the program in a process of its own.</summary>
[Platform("Unix")]
public sealed class InterruptTests
{
    [Test]
    public void Run_Interrupted_SumsUpWhatWasDoneAndExitsWith130()
    {
        using var server = new ScriptedServer(head => ScriptedServer.PathOf(head) == "/answered" ? ScriptedServer.Ok("x") : null);
        using var fetch = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Fetch.dll"), "--json", $"{server.Root}/answered", $"{server.Root}/silent" },
            RedirectStandardOutput = true,
        })!; // Without the shell a process always starts, or this throws.
        var first = JsonDocument.Parse(fetch.StandardOutput.ReadLine() ?? "null").RootElement;
        first.GetProperty("url").GetString().Should().EndWith("/answered");

        using var interrupt = Process.Start("kill", ["-INT", $"{fetch.Id}"]);
        var rest = fetch.StandardOutput.ReadToEnd();
        fetch.WaitForExit();

        fetch.ExitCode.Should().Be(130);
        var summary = JsonDocument.Parse(rest).RootElement;
        summary.GetProperty("requests").GetInt32().Should().Be(1);
        summary.GetProperty("ok").GetInt32().Should().Be(1);
    }
}
