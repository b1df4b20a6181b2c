using System.Runtime.Versioning;
using System.Text;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Reactors;

namespace TwistedSharp.Tests.Protocols;

/// <summary>Programs asked for their output and exit code, on each reactor.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProcessOutputTests(Type kind) : ReactorContract(kind)
{
    [Test]
    public void Output_OfAProgram_IsWhatItWrote_WhateverItsExitCode() =>
        Text(Result(() => Reactor.GetProcessOutput("/bin/sh", ["-c", "echo hello; exit 3"]))).Should().Be("hello\n");

    [Test]
    public void Output_ErrorToo_HasBoth() =>
        Text(Result(() => Reactor.GetProcessOutput("/bin/sh", ["-c", "echo no >&2"], errorToo: true))).Should().Be("no\n");

    [Test]
    public void Output_OfAProgramThatComplains_FailsWithBoth()
    {
        var error = Failed<ProcessOutputException>(() => Reactor.GetProcessOutput("/bin/sh", ["-c", "echo yes; echo no >&2"]));
        error.Message.Should().Be("The process wrote to its standard error: \"no\n\".");
        Text(error.Output).Should().Be("yes\n");
        Text(error.Error).Should().Be("no\n");
    }

    [Test]
    public void Output_OfALongComplaint_IsShownInPart()
    {
        var error = Failed<ProcessOutputException>(
            () => Reactor.GetProcessOutput("/bin/sh", ["-c", "printf '%0300d' 0 >&2"]));
        error.Message.Should().EndWith("0...\".").And.HaveLength("The process wrote to its standard error: \"...\".".Length + 200);
        error.Error.Should().HaveCount(300);
    }

    [TestCase("exit 7", 7)]
    [TestCase("kill -9 $$", 137)]
    public void Value_IsTheExitCode(string script, int code) =>
        Result(() => Reactor.GetProcessValue("/bin/sh", ["-c", script])).Should().Be(code);

    [Test]
    public void OutputAndValue_WithInput_HasAllThree()
    {
        var said = Result(() => Reactor.GetProcessOutputAndValue(
            "/bin/sh", ["-c", "cat; echo no >&2; exit 2"], standardInput: "question"u8.ToArray()));
        Text(said.Output).Should().Be("question");
        Text(said.Error).Should().Be("no\n");
        said.ExitCode.Should().Be(2);
    }

    [Test]
    public void Environment_AndFolder_AreTheProcesss() =>
        Text(Result(() => Reactor.GetProcessOutput(
            "/bin/sh", ["-c", "echo $WHO in $PWD"], new Dictionary<string, string> { ["WHO"] = "me" }, "/"))).Should().Be("me in /\n");

    [Test]
    public void AProgramThatIsNotThere_FailsTheDeferred() =>
        Failed<SpawnException>(() => Reactor.GetProcessValue("/nowhere/at/all"));

    [Test]
    public void Cancelled_TheProcessIsKilled()
    {
        var memory = new MemoryReactorClock();
        var asked = memory.GetProcessOutput("/bin/cat");
        asked.Cancel();
        memory.Processes.Single().Signals.Should().Equal("KILL");
        DeferredAssertions.FailureResultOf<CancelledException>(asked);
        memory.Processes.Single().Exit(137);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private T Result<T>(Func<Deferred<T>> ask)
    {
        Deferred<T> asked = null!; // Asked when the reactor runs.
        Run(() => asked = ask().AddBoth(outcome =>
        {
            Reactor.Stop();
            return outcome;
        }));
        return DeferredAssertions.SuccessResultOf(asked);
    }

    private TException Failed<TException>(Func<Deferred> ask) where TException : Exception
    {
        Failure failure = null!; // Told when the reactor runs.
        Run(() => ask().AddBoth(outcome =>
        {
            failure = outcome.Failure!; // It fails.
            Reactor.Stop();
        }));
        return failure.Value.Should().BeOfType<TException>().Subject;
    }
}
