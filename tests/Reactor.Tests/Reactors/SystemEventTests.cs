using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Reactors;

/// <summary>Events of the program's own, fired by hand: on every reactor and on the one without sockets.</summary>
[TestFixture(typeof(EPollReactor))]
[TestFixture(typeof(SelectReactor))]
[TestFixture(typeof(MemoryReactorClock))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SystemEventTests(Type kind) : IDisposable
{
    private readonly List<string> _seen = [];
    private IReactor _reactor = null!; // Made in SetUp.

    [SetUp]
    public void Make()
    {
        if (kind == typeof(EPollReactor) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        _reactor = (IReactor)Activator.CreateInstance(kind)!;
    }

    public void Dispose() => _reactor.FireSystemEvent("shutdown");

    [TestCase(TriggerPhase.Before)]
    [TestCase(TriggerPhase.During)]
    [TestCase(TriggerPhase.After)]
    public void FireSystemEvent_TriggerOfEachPhase_RunsWhenItIsFired(TriggerPhase phase)
    {
        Note(phase, "trigger");
        _seen.Should().BeEmpty();
        _reactor.FireSystemEvent("test");
        _seen.Should().Equal("trigger");
    }

    [Test]
    public void AddSystemEventTrigger_UnknownPhase_Throws() =>
        _reactor.Invoking(r => r.AddSystemEventTrigger((TriggerPhase)9, "test", () => null)).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void FireSystemEvent_AllPhases_BeforeThenDuringThenAfter()
    {
        Note(TriggerPhase.After, "after");
        Note(TriggerPhase.During, "during");
        Note(TriggerPhase.Before, "before");
        _reactor.FireSystemEvent("test");
        _seen.Should().Equal("before", "during", "after");
    }

    [Test]
    public void FireSystemEvent_BeforeReturnsDeferreds_WaitsForAll()
    {
        Deferred first = new(), second = new();
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "test", () => first);
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "test", () => second);
        Note(TriggerPhase.During, "during");
        _reactor.FireSystemEvent("test");
        first.Callback();
        _seen.Should().BeEmpty();
        second.Callback();
        _seen.Should().Equal("during");
    }

    [Test]
    public void FireSystemEvent_BeforeFiresAnEarlierDeferred_LaterBeforesAreWaitedForToo()
    {
        Deferred first = new(), second = new();
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "test", () => first);
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "test", () => first.Callback());
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "test", () => second);
        Note(TriggerPhase.During, "during");
        _reactor.FireSystemEvent("test");
        _seen.Should().BeEmpty();
        second.Callback();
        _seen.Should().Equal("during");
    }

    [Test]
    public void RemoveSystemEventTrigger_Added_DoesNotRun()
    {
        Note(TriggerPhase.Before, "kept");
        _reactor.RemoveSystemEventTrigger(Note(TriggerPhase.Before, "removed"));
        _reactor.FireSystemEvent("test");
        _seen.Should().Equal("kept");
    }

    [Test]
    public void RemoveSystemEventTrigger_NotThere_Throws()
    {
        var trigger = Note(TriggerPhase.During, "x");
        _reactor.RemoveSystemEventTrigger(trigger);
        _reactor.Invoking(r => r.RemoveSystemEventTrigger(trigger)).Should().Throw<ArgumentException>();
        _reactor.Invoking(r => r.RemoveSystemEventTrigger(null!)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void FireSystemEvent_WhileAnotherWaits_IsIndependent()
    {
        Deferred first = new(), second = new();
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "first", () => first);
        _reactor.AddSystemEventTrigger(TriggerPhase.After, "first", () => _seen.Add("after first"));
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "second", () => second);
        _reactor.AddSystemEventTrigger(TriggerPhase.After, "second", () => _seen.Add("after second"));
        _reactor.FireSystemEvent("first");
        _reactor.FireSystemEvent("second");
        _seen.Should().BeEmpty();
        first.Callback();
        second.Callback();
        _seen.Should().Equal("after first", "after second");
    }

    [Test]
    public void FireSystemEvent_NobodyHasATrigger_DoesNothing() =>
        _reactor.Invoking(r => r.FireSystemEvent("lunch")).Should().NotThrow();

    [Test]
    public void CallWhenRunning_NotRunning_GivesATriggerThatCanBeTakenBack()
    {
        var trigger = _reactor.CallWhenRunning(() => _seen.Add("ran"));
        trigger.Should().NotBeNull();
        (trigger!.Phase, trigger.EventType).Should().Be((TriggerPhase.After, "startup"));
        _reactor.RemoveSystemEventTrigger(trigger);
        _reactor.FireSystemEvent("startup");
        _seen.Should().BeEmpty();
    }

    [Test]
    public void FireSystemEvent_StartupByHand_RunsItsTriggersWithoutALoop()
    {
        _reactor.CallWhenRunning(() => _seen.Add($"ran, {_reactor.Running}"));
        _reactor.FireSystemEvent("startup");
        _seen.Should().Equal("ran, False");
    }

    [Test]
    public void FireSystemEvent_ShutdownByHandBeforeRun_EndsTheReactorAndItsPool()
    {
        var order = new List<string>();
        _reactor.CallInThread(() => order.Add("never"));
        _reactor.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () => order.Add("during"));
        _reactor.FireSystemEvent("shutdown");
        order.Should().Equal("during");
        _reactor.GetThreadPool().CallInThread(() => { }).Should().BeFalse();
        _reactor.Invoking(r => r.Run()).Should().Throw<ReactorNotRestartableException>();
    }

    private SystemEventTrigger Note(TriggerPhase phase, string what) =>
        _reactor.AddSystemEventTrigger(phase, "test", () => _seen.Add(what));
}
