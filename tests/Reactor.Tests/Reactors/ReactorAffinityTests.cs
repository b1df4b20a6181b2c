using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

/// <summary>What a reactor says to callers on a thread that is not its own.</summary>
public sealed class ReactorAffinityTests(Type kind) : ReactorContract(kind)
{
    private static readonly string[] Members =
    [
        "CallLater", "Stop", "Crash", "Iterate", "FireSystemEvent", "CallWhenRunning", "AddSystemEventTrigger",
        "RemoveSystemEventTrigger", "GetDelayedCalls", "ConnectTCP", "ListenTCP", "CheckThread", "Cancel", "Reset", "Delay",
        "ListenUDP", "SpawnProcess",
    ];

    [TestCaseSource(nameof(Members))]
    public void Member_OnAnotherThreadWhileRunning_ThrowsAndSaysWhatToCall(string member)
    {
        Exception? thrown = null;
        var stranger = 0;
        Run(() =>
        {
            var call = CallOf(member);
            thrown = Threading.ThrownElsewhere(() =>
            {
                stranger = Environment.CurrentManagedThreadId;
                call();
            });
            Reactor.Running.Should().BeTrue();
            Reactor.Stop();
        });
        var home = Environment.CurrentManagedThreadId;
        thrown.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Match(
            $"{(member == "CheckThread" ? "Write" : member)} was called on thread {stranger}, but *Reactor runs on thread {home}*CallFromThread*");
    }

    [TestCaseSource(nameof(Members))]
    public void Member_OnAnotherThreadBeforeRun_IsAllowed(string member)
    {
        var call = CallOf(member);
        var thrown = Threading.ThrownElsewhere(call);
        // What it says about the reactor's state is another matter.
        thrown.Should().Match<Exception?>(e => e == null || e is ReactorNotRunningException);
        if (member != "Crash")
            Reactor.Invoking(r => r.CallLater(0, () => { })).Should().NotThrow();
    }

    [Test]
    public void Member_OnAnotherThreadAfterTheEnd_IsAllowed()
    {
        var timed = Reactor.CallLater(3600, () => { });
        Run(Reactor.Stop);
        Threading.ThrownElsewhere(timed.Cancel).Should().BeNull();
        Threading.ThrownElsewhere(() => Reactor.CallLater(0, () => { })).Should().BeNull();
        Threading.ThrownElsewhere(Reactor.Stop).Should().BeOfType<ReactorNotRunningException>();
    }

    [Test]
    public void Run_OnAnotherThreadWhileRunning_SaysThatItRuns()
    {
        Exception? thrown = null;
        Run(() =>
        {
            thrown = Threading.ThrownElsewhere(() => Reactor.Run());
            Reactor.Stop();
        });
        thrown.Should().BeOfType<ReactorAlreadyRunningException>();
    }

    private Action CallOf(string member)
    {
        var timed = Reactor.CallLater(3600, () => { });
        var trigger = Reactor.AddSystemEventTrigger(TriggerPhase.After, "test", () => null);
        var factory = NSubstitute.Substitute.For<IClientFactory>();
        ITransportLoop loop = Reactor;
        return member switch
        {
            "CallLater" => () => Reactor.CallLater(0, () => { }),
            "Stop" => Reactor.Stop,
            "Crash" => Reactor.Crash,
            "Iterate" => () => Reactor.Iterate(),
            "FireSystemEvent" => () => Reactor.FireSystemEvent("test"),
            "CallWhenRunning" => () => Reactor.CallWhenRunning(() => { }),
            "AddSystemEventTrigger" => () => Reactor.AddSystemEventTrigger(TriggerPhase.After, "test", () => null),
            "RemoveSystemEventTrigger" => () => Reactor.RemoveSystemEventTrigger(trigger),
            "GetDelayedCalls" => () => Reactor.GetDelayedCalls(),
            "ConnectTCP" => () => Reactor.ConnectTCP("127.0.0.1", 1, factory),
            "ListenTCP" => () => Reactor.ListenTCP(0, factory, interfaceAddress: "127.0.0.1"),
            "ListenUDP" => () => Reactor.ListenUDP(0, NSubstitute.Substitute.For<IDatagramProtocol>(), "127.0.0.1"),
            "SpawnProcess" => () => Reactor.SpawnProcess(NSubstitute.Substitute.For<IProcessProtocol>(), "/bin/true"),
            "CheckThread" => () => loop.CheckThread("Write"),
            "Cancel" => timed.Cancel,
            "Reset" => () => timed.Reset(1),
            "Delay" => () => timed.Delay(1),
            _ => throw new ArgumentOutOfRangeException(nameof(member)),
        };
    }
}
