using System.Runtime.Versioning;
using System.Text;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Reactors;

namespace TwistedSharp.Tests.Transports;

/// <summary>Programs of every Unix, run by each reactor.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ChildProcessTests(Type kind) : ReactorContract(kind)
{
    private RecordingProcess _protocol = null!; // Made by SetUp.

    [SetUp]
    public void MakeProtocol() => _protocol = new RecordingProcess { OnEnded = () => Reactor.Stop() };

    [Test]
    public void SpawnProcess_ItEndsWell_TellsItsOutputThenItsEnd()
    {
        RunShell("echo out; echo err >&2");
        _protocol.Out.ToString().Should().Be("out\n");
        _protocol.Err.ToString().Should().Be("err\n");
        _protocol.Log.Should().StartWith("made").And.EndWith("ended");
        _protocol.Log.Should().BeEquivalentTo("made", "in lost", "out lost", "err lost", "exited", "ended");
        _protocol.Reason!.Value.Should().BeOfType<ProcessDoneException>(); // It ended.
        _protocol.Threads.Should().Equal(Environment.CurrentManagedThreadId);
    }

    [Test]
    public void SpawnProcess_Made_TheProtocolHasItBeforeTheCallReturns()
    {
        Run(() =>
        {
            var process = Shell("exit 0");
            _protocol.Log.Should().Equal("made");
            _protocol.Transport.Should().BeSameAs(process);
            process.Pid.Should().BePositive();
        });
        _protocol.Transport.Pid.Should().BeNull("it has ended");
    }

    [Test]
    public void SpawnProcess_AfterTheReactorsEnd_StartsNothing()
    {
        Run(Reactor.Stop);
        Reactor.Invoking(r => r.SpawnProcess(_protocol, "/bin/true", pipes: ProcessPipes.None))
            .Should().Throw<InvalidOperationException>().WithMessage("*ended*");
        _protocol.Log.Should().BeEmpty();
    }

    [Test]
    public void SpawnProcess_BadExitCode_IsProcessTerminatedWithIt()
    {
        RunShell("exit 3");
        var error = _protocol.Reason!.Value.Should().BeOfType<ProcessTerminatedException>().Subject; // It ended.
        error.ExitCode.Should().Be(3);
        error.Signal.Should().BeNull();
    }

    [Test]
    public void SpawnProcess_ItsArguments_ArriveAsTheyAre()
    {
        string[] arguments = ["-n", "a b", "", "$HOME", "\"quoted\"", "back\\slash", "ü"];
        Run(() => Reactor.SpawnProcess(_protocol, "/bin/sh", ["-c", "for a in \"$@\"; do printf '<%s>' \"$a\"; done", "sh", .. arguments]));
        _protocol.Out.ToString().Should().Be(string.Concat(arguments.Select(a => $"<{a}>")));
    }

    [Test]
    public void SpawnProcess_NameWithoutPath_IsFoundOnThePath()
    {
        Run(() => Reactor.SpawnProcess(_protocol, "printf", ["found"]));
        _protocol.Out.ToString().Should().Be("found");
    }

    [Test]
    public void SpawnProcess_Script_IsRunByItsInterpreter()
    {
        var script = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"script-{Guid.NewGuid():N}");
        File.WriteAllText(script, "#!/bin/sh\necho from a script\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            Run(() => Reactor.SpawnProcess(_protocol, script));
        }
        finally
        {
            File.Delete(script);
        }
        _protocol.Out.ToString().Should().Be("from a script\n");
    }

    [Test]
    public void SpawnProcess_Environment_IsAllItHas()
    {
        Run(() => Reactor.SpawnProcess(_protocol, "/usr/bin/env", environment: new Dictionary<string, string> { ["ONLY"] = "this" }));
        _protocol.Out.ToString().Should().Be("ONLY=this\n");
    }

    [Test]
    public void SpawnProcess_WorkingDirectory_IsWhereItStarts()
    {
        Run(() => Reactor.SpawnProcess(_protocol, "/bin/pwd", workingDirectory: "/"));
        _protocol.Out.ToString().Should().Be("/\n");
    }

    [Test]
    public void SpawnProcess_NoSuchProgram_ThrowsAndTellsNobody()
    {
        var spawn = () => Reactor.SpawnProcess(_protocol, "/no/such/program");
        spawn.Should().Throw<SpawnException>().WithMessage("*/no/such/program*");
        _protocol.Log.Should().BeEmpty();
        Reactor.RegistrationCount.Should().Be(0);
    }

    [Test]
    public void SpawnProcess_NoSuchFolder_Throws()
    {
        var spawn = () => Reactor.SpawnProcess(_protocol, "/bin/pwd", workingDirectory: "/no/such/folder");
        spawn.Should().Throw<SpawnException>();
    }

    [Test]
    public void SpawnProcess_BeforeTheReactorRuns_ItsEndIsToldWhenItRuns()
    {
        Shell("echo early");
        Run();
        _protocol.Out.ToString().Should().Be("early\n");
        _protocol.Log.Should().EndWith("ended");
    }

    [Test]
    public void Write_ToItsInput_IsReadThere()
    {
        _protocol.OnMade = () =>
        {
            _protocol.Transport.Write("one "u8);
            _protocol.Transport.WriteToChild(0, "two"u8);
            _protocol.Transport.CloseStdin();
        };
        Run(() => Reactor.SpawnProcess(_protocol, "cat"));
        _protocol.Out.ToString().Should().Be("one two");
    }

    [Test]
    public void Write_MegabytesThroughCat_ComeBackWhole()
    {
        var data = new byte[3_000_000];
        new Random(1).NextBytes(data);
        var received = new Hashing();
        _protocol.OnMade = () =>
        {
            _protocol.Transport.Write(data);
            _protocol.Transport.CloseStdin();
        };
        received.OnEnded = () => Reactor.Stop();
        Run(() =>
        {
            var process = Reactor.SpawnProcess(received, "cat");
            process.Write(data);
            process.CloseStdin();
        });
        received.Received.Should().Equal(data);
    }

    [Test]
    public void WriteToChild_AnotherDescriptor_Throws()
    {
        Run(() =>
        {
            var process = Shell("cat");
            var write = () => process.WriteToChild(1, "x"u8);
            write.Should().Throw<ArgumentException>();
            process.CloseStdin();
        });
    }

    [Test]
    public void Write_AfterItsInputWasClosed_IsDropped()
    {
        Run(() =>
        {
            var process = Reactor.SpawnProcess(_protocol, "cat");
            process.Write("kept"u8);
            process.CloseStdin();
            Reactor.CallLater(0.05, () => process.Write("dropped"u8));
        });
        _protocol.Out.ToString().Should().Be("kept");
    }

    [Test]
    public void Process_ItClosesItsInput_TheProtocolIsTold()
    {
        Run(() =>
        {
            var process = Shell("exec <&-; echo closed; read line < /dev/null; sleep 0.2");
            _protocol.OnOut = _ => process.Write("nobody reads this"u8);
        });
        _protocol.Log.IndexOf("in lost").Should().BeLessThan(_protocol.Log.IndexOf("exited"));
    }

    [Test]
    public void RegisterProducer_ForItsInput_IsPausedAndResumed()
    {
        var producer = new ChunkProducer(_protocol, pieces: 40);
        Run(() =>
        {
            var process = Reactor.SpawnProcess(_protocol, "wc", ["-c"]);
            process.RegisterProducer(producer, streaming: false);
        });
        _protocol.Out.ToString().Trim().Should().Be($"{40 * ChunkProducer.Size}");
    }

    [Test]
    public void PauseProducing_ItsOutput_WaitsForResume()
    {
        var whilePaused = "";
        Run(() =>
        {
            var process = Shell("echo held");
            process.PauseProducing();
            _protocol.OnExited = () => Reactor.CallLater(0.05, () =>
            {
                whilePaused = _protocol.Out.ToString();
                process.ResumeProducing();
            });
        });
        whilePaused.Should().BeEmpty();
        _protocol.Out.ToString().Should().Be("held\n");
    }

    [TestCase("TERM", 15)]
    [TestCase("SIGHUP", 1)]
    [TestCase("INT", 2)]
    [TestCase("KILL", 9)]
    public void SignalProcess_ByName_EndsIt(string name, int number)
    {
        // The shell says when it is up: before that some signals would find our own dispositions.
        _protocol.OnOut = _ => _protocol.Transport.SignalProcess(name);
        RunShell("echo up; exec sleep 30");
        _protocol.Reason!.Value.Should().BeOfType<ProcessTerminatedException>() // It ended.
            .Which.Signal.Should().Be(number);
    }

    [Test]
    public void SignalProcess_ItEnded_Throws()
    {
        RunShell("exit 0");
        var signal = () => _protocol.Transport.SignalProcess("TERM");
        signal.Should().Throw<ProcessExitedAlreadyException>();
    }

    [Test]
    public void SignalProcess_ItEndedButWeHaveNotHeard_Throws()
    {
        Run(() =>
        {
            var process = Shell("exit 0");
            // The loop stands still meanwhile, so that it cannot tell us of the end.
            SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{process.Pid}"));
            var signal = () => process.SignalProcess("TERM");
            process.Pid.Should().NotBeNull();
            signal.Should().Throw<ProcessExitedAlreadyException>();
        });
    }

    [Test]
    public void CloseStdout_ItWritesThere_ItFailsAndWeHearNothing()
    {
        Run(() => CloseThenGo("trap '' PIPE; read go; echo out || exit 7", process => process.CloseStdout()));
        ExpectFailedWrite(_protocol.Out.ToString());
    }

    [Test]
    public void CloseStderr_ItWritesThere_ItFailsAndWeHearNothing()
    {
        Run(() => CloseThenGo("trap '' PIPE; read go; echo err >&2 || exit 7", process => process.CloseStderr()));
        ExpectFailedWrite(_protocol.Err.ToString());
    }

    [Test]
    public void SpawnProcess_OurDescriptors_AreNotTheChilds()
    {
        using var file = File.OpenHandle("/proc/self/cmdline");
        Run(() =>
        {
            var other = new RecordingProcess();
            var first = Reactor.SpawnProcess(other, "cat");
            _protocol.OnExited = first.LoseConnection;
            Shell("ls -l /proc/self/fd");
        });
        _protocol.Out.ToString().Should().Contain("/proc/").And.NotContainAny("cmdline", "eventpoll", "socket");
    }

    [Test]
    public void SignalProcess_UnknownName_ThrowsAndListsTheNames()
    {
        Run(() =>
        {
            var process = Shell("cat");
            var signal = () => process.SignalProcess("NONSENSE");
            signal.Should().Throw<ArgumentException>().WithMessage("*NONSENSE*TERM*");
            process.LoseConnection();
        });
    }

    [Test]
    public void LoseConnection_OfCat_EndsIt()
    {
        Run(() => Reactor.SpawnProcess(_protocol, "cat").LoseConnection());
        _protocol.Log.Should().BeEquivalentTo("made", "in lost", "out lost", "err lost", "exited", "ended");
    }

    [Test]
    public void ProcessEnded_AGrandchildHoldsThePipes_ComesAfterThoseClose()
    {
        RunShell("(sleep 0.3; echo late) & exit 0");
        _protocol.Out.ToString().Should().Be("late\n");
        _protocol.Log.IndexOf("exited").Should().BeLessThan(_protocol.Log.IndexOf("out lost"));
        _protocol.Log.Should().EndWith("ended");
    }

    [Test]
    public void Protocol_ThrowsWhenDataComes_OnlyThatPipeIsClosed()
    {
        _protocol.OnOut = _ => throw new InvalidOperationException("a bug of the user's");
        RunShell("echo out; sleep 0.1; echo err >&2");
        TakeErrors().Should().ContainSingle().Which.Failure!.Value.Message.Should().Be("a bug of the user's"); // An error has one.
        _protocol.Err.ToString().Should().Be("err\n");
        _protocol.Log.Should().EndWith("ended");
    }

    [Test]
    public void Protocol_ThrowsWhenItExited_ItsEndIsToldEvenSo()
    {
        _protocol.OnExited = () => throw new InvalidOperationException("a bug of the user's");
        RunShell("exit 0");
        TakeErrors().Should().ContainSingle();
        _protocol.Log.Should().EndWith("ended");
    }

    [Test]
    public void Pipes_None_ItUsesOursAndOnlyItsEndIsTold()
    {
        Run(() => Reactor.SpawnProcess(_protocol, "/bin/sh", ["-c", "exit 0"], pipes: ProcessPipes.None));
        _protocol.Log.Should().Equal("made", "exited", "ended");
    }

    [Test]
    public void Stop_WhileItRuns_ClosesItsPipesAndLeavesIt()
    {
        _protocol.OnEnded = null;
        var pid = 0;
        Run(() =>
        {
            pid = Shell("echo up; exec sleep 30").Pid!.Value; // It runs.
            _protocol.OnOut = _ => Reactor.Stop();
        });
        _protocol.Log.Should().Contain("in lost").And.Contain("out lost").And.NotContain("ended");
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }

    [Test]
    public void SpawnProcess_ManyAtOnce_AllEndAndLeaveNoDescriptorBehind()
    {
        const int Many = 30;
        var before = Directory.GetFiles("/proc/self/fd").Length;
        var ended = 0;
        Run(() =>
        {
            for (var i = 0; i < Many; i++)
            {
                var one = new RecordingProcess();
                one.OnEnded = () =>
                {
                    one.Out.ToString().Should().Be("hello");
                    if (++ended == Many)
                        Reactor.Stop();
                };
                Reactor.SpawnProcess(one, "printf", ["hello"]);
            }
        });
        ended.Should().Be(Many);
        Directory.GetFiles("/proc/self/fd").Length.Should().BeLessThan(before + Many, "the reactor itself takes two or three");
    }

    private void CloseThenGo(string script, Action<IProcessTransport> close)
    {
        var process = Shell(script);
        close(process);
        process.Write("go\n"u8);
    }

    private void ExpectFailedWrite(string seen)
    {
        seen.Should().BeEmpty();
        _protocol.Reason!.Value.Should().BeOfType<ProcessTerminatedException>().Which.ExitCode.Should().Be(7); // It ended.
    }

    private IProcessTransport Shell(string script) => Reactor.SpawnProcess(_protocol, "/bin/sh", ["-c", script]);

    private void RunShell(string script) => Run(() => Shell(script));

    /// <summary>Keeps the bytes as they are.</summary>
    private sealed class Hashing : ProcessProtocol
    {
        internal List<byte> Received { get; } = [];

        internal Action? OnEnded { get; set; }

        public override void OutReceived(ReadOnlySpan<byte> data) => Received.AddRange(data);

        public override void ProcessEnded(Failure reason) => OnEnded?.Invoke();
    }

    /// <summary>Writes one piece whenever it is asked, and closes after the last.</summary>
    private sealed class ChunkProducer(RecordingProcess protocol, int pieces) : IProducer
    {
        internal const int Size = 50_000;

        private readonly byte[] _piece = Encoding.ASCII.GetBytes(new string('x', Size));
        private int _left = pieces;

        public void ResumeProducing()
        {
            if (_left-- > 0)
            {
                protocol.Transport.Write(_piece);
                return;
            }
            protocol.Transport.UnregisterProducer();
            protocol.Transport.CloseStdin();
        }

        public void StopProducing() => _left = 0;
    }
}
