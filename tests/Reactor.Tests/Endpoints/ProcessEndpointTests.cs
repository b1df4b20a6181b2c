using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Endpoints;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProcessEndpointTests
{
    private readonly MemoryReactorClock _reactor = new();
    private readonly AccumulatingProtocol _protocol = new();

    private MemoryProcess Connect(StandardErrorBehavior standardError = StandardErrorBehavior.Log)
    {
        var endpoint = new ProcessEndpoint(_reactor, "/bin/x", standardError: standardError);
        SuccessResultOf(endpoint.Connect(Factory.ForProtocol(() => _protocol))).Should().BeSameAs(_protocol);
        return _reactor.Processes.Should().ContainSingle().Subject;
    }

    [Test]
    public void Connect_Defaults_StartTheProgramWithNothing()
    {
        var process = Connect();
        (process.Executable, process.Environment, process.WorkingDirectory, process.Pipes)
            .Should().Be(("/bin/x", null, null, ProcessPipes.All));
        process.Arguments.Should().BeEmpty();
        _protocol.Made.Should().Be(1);
    }

    [Test]
    public void Connect_OtherArguments_AreHandedOn()
    {
        var environment = new Dictionary<string, string> { ["A"] = "b" };
        new ProcessEndpoint(_reactor, "x", ["-v"], environment, "/tmp").Connect(Factory.ForProtocol(() => _protocol));
        var process = _reactor.Processes[0];
        process.Arguments.Should().Equal("-v");
        process.Environment.Should().BeSameAs(environment);
        process.WorkingDirectory.Should().Be("/tmp");
    }

    [Test]
    public void Connect_Factory_IsGivenAPipesAddress()
    {
        var factory = Substitute.For<IFactory>();
        factory.BuildProtocol(Arg.Any<IAddress>()).Returns(_protocol);
        new ProcessEndpoint(_reactor, "x").Connect(factory);
        factory.Received().BuildProtocol(new PipeAddress());
    }

    [Test]
    public void Connect_CannotStart_FailsTheDeferred()
    {
        var reactor = Substitute.For<IReactorProcess>();
        reactor.SpawnProcess(default!, default!).ReturnsForAnyArgs(_ => throw new InvalidOperationException("no"));
        FailureResultOf<InvalidOperationException>(new ProcessEndpoint(reactor, "x").Connect(Factory.ForProtocol(() => _protocol)));
    }

    [Test]
    public void Connect_FactoryBuildsNothing_StartsNothing()
    {
        FailureResultOf<NoProtocolException>(new ProcessEndpoint(_reactor, "x").Connect(Factory.ForProtocol(() => null!)));
        _reactor.Processes.Should().BeEmpty();
    }

    [Test]
    public void Process_StandardOutput_IsTheProtocolsData()
    {
        Connect().Emit(1, "out"u8);
        _protocol.Text.Should().Be("out");
    }

    [TestCase(StandardErrorBehavior.Log, 1)]
    [TestCase(StandardErrorBehavior.Drop, 0)]
    public void Process_StandardError_IsLoggedOrDropped(StandardErrorBehavior behavior, int count)
    {
        var process = Connect(behavior);
        using var log = new LogWatch();
        process.Emit(2, "oh dear"u8);
        _protocol.Received.Should().Be(0);
        log.Events.Select(e => e.Message).Count(m => m.StartsWith("/bin/x wrote to standard error", StringComparison.Ordinal)
            && m.EndsWith("oh dear", StringComparison.Ordinal)).Should().Be(count);
    }

    [Test]
    public void Process_EndsWell_IsConnectionDone()
    {
        var process = Connect();
        process.Exit();
        _protocol.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        _protocol.Transport.Connected.Should().BeFalse();
    }

    [Test]
    public void Process_EndsBadly_IsProcessTerminated()
    {
        Connect().Exit(3);
        _protocol.ClosedReason!.Value.Should().BeOfType<ProcessTerminatedException>();
    }

    [Test]
    public void Transport_Writing_FeedsStandardInput()
    {
        var process = Connect();
        _protocol.Transport.Write("ab"u8);
        _protocol.Transport.WriteSequence(["c"u8.ToArray(), "d"u8.ToArray()]);
        "ef"u8.CopyTo(_protocol.Transport.GetSpan(2));
        _protocol.Transport.Advance(2);
        "g"u8.CopyTo(_protocol.Transport.GetSpan(1));
        _protocol.Transport.Advance(1);
        process.Input.ToArray().Should().Equal("abcdefg"u8.ToArray());
    }

    [Test]
    public void Transport_Producer_IsTheProcesss()
    {
        var process = Connect();
        var producer = Substitute.For<IPushProducer>();
        _protocol.Transport.RegisterProducer(producer, streaming: true);
        process.Producer.Should().BeSameAs(producer);
        _protocol.Transport.UnregisterProducer();
        process.Producer.Should().BeNull();
    }

    [Test]
    public void Transport_Pausing_HoldsTheOutputBack()
    {
        var process = Connect();
        _protocol.Transport.PauseProducing();
        process.IsPaused.Should().BeTrue();
        _protocol.Transport.ResumeProducing();
        process.IsPaused.Should().BeFalse();
        _protocol.Transport.StopProducing();
        process.IsOpen(0).Should().BeFalse();
    }

    [Test]
    public void Transport_LoseConnection_ClosesThePipes()
    {
        var process = Connect();
        _protocol.Transport.LoseConnection();
        _protocol.Transport.Disconnecting.Should().BeTrue();
        (process.IsOpen(0), process.IsOpen(1), process.IsOpen(2)).Should().Be((false, false, false));
        process.Signals.Should().BeEmpty();
    }

    [Test]
    public void Transport_AbortConnection_KillsIt()
    {
        var process = Connect();
        _protocol.Transport.AbortConnection();
        process.Signals.Should().Equal("KILL");
        process.IsOpen(0).Should().BeFalse();
    }

    [Test]
    public void Transport_IsTheProcessToo()
    {
        var process = Connect();
        var transport = _protocol.Transport.Should().BeAssignableTo<IProcessTransport>().Subject;
        transport.Pid.Should().Be(process.Pid);
        transport.WriteToChild(0, "x"u8);
        transport.SignalProcess("TERM");
        transport.SignalProcess(1);
        process.Input.Length.Should().Be(1);
        process.Signals.Should().HaveCount(2);
        transport.CloseChildDescriptor(0);
        transport.CloseStdout();
        transport.CloseStderr();
        transport.CloseStdin();
        (process.IsOpen(0), process.IsOpen(1), process.IsOpen(2)).Should().Be((false, false, false));
    }

    [Test]
    public void Transport_Addresses_ArePipes() =>
        (Connect(), _protocol.Transport.GetHost(), _protocol.Transport.GetPeer())
            .Should().Match<(MemoryProcess, IAddress Host, IAddress Peer)>(t => t.Host is PipeAddress && t.Peer is PipeAddress);
}
