using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Testing;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MemoryProcessTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly RecordingProcess _protocol = new();

    [Test]
    public void SpawnProcess_IsRemembered()
    {
        var environment = new Dictionary<string, string> { ["A"] = "b" };
        var transport = _reactor.SpawnProcess(_protocol, "git", ["status"], environment, "/", ProcessPipes.StandardOutput);
        var process = _reactor.Processes.Should().ContainSingle().Subject;
        transport.Should().BeSameAs(process);
        process.Executable.Should().Be("git");
        process.Arguments.Should().Equal("status");
        process.Environment.Should().BeSameAs(environment);
        process.WorkingDirectory.Should().Be("/");
        process.IsOpen(0).Should().BeFalse();
        process.IsOpen(1).Should().BeTrue();
        _protocol.Log.Should().Equal("made");
    }

    [Test]
    public void Emit_ReachesTheProtocol()
    {
        var process = Spawn();
        process.Emit(1, "out"u8);
        process.Emit(2, "err"u8);
        _protocol.Out.ToString().Should().Be("out");
        _protocol.Err.ToString().Should().Be("err");
        process.CloseStdout();
        var emit = () => process.Emit(1, "more"u8);
        emit.Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Exit_ClosesThePipesAndTellsTheEndLast()
    {
        var process = Spawn();
        process.Exit(137);
        _protocol.Log.Should().Equal("made", "exited", "in lost", "out lost", "err lost", "ended");
        _protocol.Reason!.Value.Should().BeOfType<ProcessTerminatedException>().Which.Signal.Should().Be(9); // It ended.
        process.Pid.Should().BeNull();
        var again = () => process.Exit();
        again.Should().Throw<InvalidOperationException>();
        var signal = () => process.SignalProcess("TERM");
        signal.Should().Throw<ProcessExitedAlreadyException>();
    }

    [Test]
    public void Write_UntilItsInputIsClosed_IsRemembered()
    {
        var process = Spawn();
        process.Write("one "u8);
        process.WriteToChild(0, "two"u8);
        process.CloseStdin();
        process.Write("three"u8);
        process.Input.ToArray().Should().Equal("one two"u8.ToArray());
        process.SignalProcess("SIGTERM");
        process.SignalProcess(9);
        process.Signals.Should().Equal("TERM", "9");
    }

    private MemoryProcess Spawn() => (MemoryProcess)_reactor.SpawnProcess(_protocol, "program");
}
