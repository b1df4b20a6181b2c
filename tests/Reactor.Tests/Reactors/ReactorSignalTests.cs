using System.Runtime.InteropServices;

namespace TwistedSharp.Tests.Reactors;

public sealed partial class ReactorSignalTests(Type kind) : ReactorContract(kind)
{
    [TestCase(2, TestName = "Run_SIGINT_Stops")]
    [TestCase(15, TestName = "Run_SIGTERM_Stops")]
    public void Run_Signal_Stops(int signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There is no kill on Windows.");
        var shutdown = false;
        Reactor.AddSystemEventTrigger(Internet.TriggerPhase.During, "shutdown", () =>
        {
            shutdown = true;
            return null;
        });
        Run(() => kill(Environment.ProcessId, signal).Should().Be(0), installSignalHandlers: true);
        shutdown.Should().BeTrue();
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
