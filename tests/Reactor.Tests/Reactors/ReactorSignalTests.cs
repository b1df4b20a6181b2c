using System.Runtime.InteropServices;
using TwistedSharp.Internet;

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
        Reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () =>
        {
            shutdown = true;
            return null;
        });
        Run(() => kill(Environment.ProcessId, signal).Should().Be(0), installSignalHandlers: true);
        shutdown.Should().BeTrue();
        Reactor.ExitSignal.Should().Be(signal == 2 ? PosixSignal.SIGINT : PosixSignal.SIGTERM);
    }

    [Test]
    public void ExitSignal_NoneCame_IsNull()
    {
        Reactor.ExitSignal.Should().BeNull();
        Run(Reactor.Stop, installSignalHandlers: true);
        Reactor.ExitSignal.Should().BeNull();
    }

    [TestCase(PosixSignal.SIGINT)]
    [TestCase(PosixSignal.SIGTERM)]
    [TestCase(PosixSignal.SIGQUIT, Description = "Ctrl-Break on Windows")]
    public void Signalled_First_IsRememberedAndStops(PosixSignal signal)
    {
        var context = new PosixSignalContext(signal);
        Run(() => Reactor.Signalled(context));
        context.Cancel.Should().BeTrue("the process must live to the \"shutdown\" event");
        Reactor.ExitSignal.Should().Be(signal);
    }

    [Test]
    public void Signalled_SecondSIGINT_KeepsItsMeaning()
    {
        var (first, second) = (new PosixSignalContext(PosixSignal.SIGTERM), new PosixSignalContext(PosixSignal.SIGINT));
        Run(() =>
        {
            Reactor.Signalled(first);
            Reactor.Signalled(second);
        });
        (first.Cancel, second.Cancel).Should().Be((true, false));
        Reactor.ExitSignal.Should().Be(PosixSignal.SIGTERM);
    }

    [Test]
    public void Signalled_SecondSIGTERM_ChangesNothing()
    {
        var (first, second) = (new PosixSignalContext(PosixSignal.SIGTERM), new PosixSignalContext(PosixSignal.SIGTERM));
        Run(() =>
        {
            Reactor.Signalled(first);
            Reactor.Signalled(second);
        });
        (first.Cancel, second.Cancel).Should().Be((true, true));
    }

    [Test]
    public void Signalled_WhileStopping_IsNotAnError()
    {
        Run(() =>
        {
            Reactor.Stop();
            Reactor.Signalled(new PosixSignalContext(PosixSignal.SIGINT));
        });
        Reactor.ExitSignal.Should().Be(PosixSignal.SIGINT);
    }

    [Test]
    public void Run_SignalsWanted_AreHandledFromDuringStartupToTheEnd()
    {
        var counts = new List<int>();
        Reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () => counts.Add(Reactor.SignalCount));
        Reactor.AddSystemEventTrigger(TriggerPhase.During, "startup", () => counts.Add(Reactor.SignalCount));
        Reactor.AddSystemEventTrigger(TriggerPhase.After, "shutdown", () => counts.Add(Reactor.SignalCount));
        Run(Reactor.Stop, installSignalHandlers: true);
        var handled = OperatingSystem.IsWindows() ? 3 : 2;
        counts.Should().Equal(0, handled, handled);
        Reactor.SignalCount.Should().Be(0);
    }

    [Test]
    public void Run_SignalsNotWanted_NoneIsHandled()
    {
        var count = -1;
        Run(
            () =>
            {
                count = Reactor.SignalCount;
                Reactor.Stop();
            },
            installSignalHandlers: false);
        count.Should().Be(0);
    }

    [Test]
    public void Run_AfterCrash_ForgetsTheSignalOfTheRunBefore()
    {
        Run(() =>
        {
            Reactor.Signalled(new PosixSignalContext(PosixSignal.SIGINT));
            Reactor.Crash();
        });
        Reactor.ExitSignal.Should().Be(PosixSignal.SIGINT);
        Run(() => Reactor.ExitSignal.Should().BeNull());
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
