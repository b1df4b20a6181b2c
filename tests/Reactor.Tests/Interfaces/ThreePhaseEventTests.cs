using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;

namespace TwistedSharp.Tests.Interfaces;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThreePhaseEventTests : IDisposable
{
    private readonly List<string> _seen = [];
    private readonly LogWatch _log = new();
    private readonly SystemEvents _events = new(ready => ready.Happen());

    public void Dispose() => _log.Dispose();

    [Test]
    public void Add_UnknownPhase_Throws() =>
        _events.Invoking(e => e.Add((TriggerPhase)7, "test", () => null)).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void Add_NoName_Throws() =>
        _events.Invoking(e => e.Add(TriggerPhase.Before, "", () => null)).Should().Throw<ArgumentException>();

    [TestCase(TriggerPhase.Before)]
    [TestCase(TriggerPhase.During)]
    [TestCase(TriggerPhase.After)]
    public void Add_EachPhase_IsKeptForIt(TriggerPhase phase)
    {
        var trigger = Add(phase, "x");
        _events.Triggers.Should().Equal(trigger);
        trigger.Phase.Should().Be(phase);
        trigger.ToString().Should().Be($"<SystemEventTrigger {phase} 'test'>");
        _seen.Should().BeEmpty();
    }

    [Test]
    public void Remove_Added_IsGoneAndCannotBeRemovedTwice()
    {
        var trigger = Add(TriggerPhase.Before, "x");
        _events.Remove(trigger);
        _events.Triggers.Should().BeEmpty();
        _events.Invoking(e => e.Remove(trigger)).Should().Throw<ArgumentException>().WithMessage("*Before trigger of 'test' is not there*");
    }

    [Test]
    public void Remove_AnotherTablesTrigger_Throws()
    {
        var other = new SystemEvents(ready => ready.Happen()).Add(TriggerPhase.During, "test", () => null);
        Add(TriggerPhase.During, "x");
        _events.Invoking(e => e.Remove(other)).Should().Throw<ArgumentException>();
        _events.Triggers.Should().ContainSingle();
    }

    [Test]
    public void Fire_TriggersOfAllPhases_RunByPhaseInTheOrderTheyWereAdded()
    {
        Add(TriggerPhase.After, "after 1");
        Add(TriggerPhase.During, "during 1");
        Add(TriggerPhase.Before, "before 1");
        Add(TriggerPhase.Before, "before 2");
        Add(TriggerPhase.During, "during 2");
        Add(TriggerPhase.After, "after 2");
        Fire();
        _seen.Should().Equal("before 1", "before 2", "during 1", "during 2", "after 1", "after 2");
    }

    [Test]
    public void Fire_BeforeReturnsADeferred_TheRestWaitsForIt()
    {
        var pending = new Deferred();
        _events.Add(TriggerPhase.Before, "test", () => pending);
        Add(TriggerPhase.During, "during");
        Add(TriggerPhase.After, "after");
        Fire();
        _seen.Should().BeEmpty();
        pending.Callback();
        _seen.Should().Equal("during", "after");
    }

    [Test]
    public void Fire_BeforeReturnsSeveralDeferreds_TheRestWaitsForAll()
    {
        Deferred first = new(), second = new();
        _events.Add(TriggerPhase.Before, "test", () => first);
        _events.Add(TriggerPhase.Before, "test", () => second);
        Add(TriggerPhase.During, "during");
        Fire();
        first.Callback();
        _seen.Should().BeEmpty();
        second.Callback();
        _seen.Should().Equal("during");
    }

    [Test]
    public void Fire_BeforeFiresAnEarlierDeferred_TheOtherBeforesStillComeFirst()
    {
        Deferred first = new(), second = new();
        _events.Add(TriggerPhase.Before, "test", () => first);
        Add(TriggerPhase.Before, "fires", first.Callback);
        _events.Add(TriggerPhase.Before, "test", () =>
        {
            _seen.Add("third");
            return second;
        });
        Add(TriggerPhase.During, "during");
        Fire();
        _seen.Should().Equal("fires", "third");
        second.Callback();
        _seen.Should().Equal("fires", "third", "during");
    }

    [Test]
    public void Fire_BeforeDeferredFails_IsLoggedAndTheRestRuns()
    {
        var pending = new Deferred();
        _events.Add(TriggerPhase.Before, "test", () => pending);
        Add(TriggerPhase.During, "during");
        Fire();
        pending.Errback(new FormatException("late"));
        _seen.Should().Equal("during");
        _log.Events.Should().ContainSingle(e => e.Message == "while waiting for a trigger before 'test'")
            .Which.Failure!.Value.Message.Should().Be("late");
    }

    [TestCase(TriggerPhase.Before)]
    [TestCase(TriggerPhase.During)]
    [TestCase(TriggerPhase.After)]
    public void Fire_TriggerThrows_IsLoggedAndTheRestRuns(TriggerPhase phase)
    {
        _events.Add(phase, "test", () => throw new FormatException("boom"));
        Add(phase, "next");
        Add(TriggerPhase.After, "last");
        Fire();
        _seen.Should().Equal("next", "last");
        _log.Events.Should().ContainSingle(e => e.Message == "while calling a trigger of 'test'")
            .Which.Failure!.Value.Message.Should().Be("boom");
    }

    [Test]
    public void Remove_BeforeThatHasRunDuringBefore_IsOnlyLogged()
    {
        var first = Add(TriggerPhase.Before, "first");
        Add(TriggerPhase.Before, "removes", () => _events.Remove(first));
        Add(TriggerPhase.Before, "second");
        Fire();
        _seen.Should().Equal("first", "removes", "second");
        _log.Events.Should().ContainSingle(e => !e.IsError && e.Message.Contains("'test' was removed after it had run"));
    }

    [Test]
    public void Remove_BeforeThatHasRunWhileTheEventWaits_IsOnlyLogged_AfterwardsThrows()
    {
        var pending = new Deferred();
        var first = _events.Add(TriggerPhase.Before, "test", () => pending);
        Fire();
        _events.Remove(first);
        _log.Events.Should().ContainSingle(e => e.Message.Contains("after it had run"));
        pending.Callback();
        _events.Invoking(e => e.Remove(first)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void Remove_PendingBeforeDuringBefore_DoesNotRun()
    {
        SystemEventTrigger? removed = null;
        Add(TriggerPhase.Before, "removes", () => _events.Remove(removed!));
        removed = Add(TriggerPhase.Before, "first");
        Add(TriggerPhase.Before, "second");
        Fire();
        _seen.Should().Equal("removes", "second");
    }

    [Test]
    public void Remove_DuringTriggerInBefore_DoesNotRun()
    {
        SystemEventTrigger? removed = null;
        Add(TriggerPhase.Before, "removes", () => _events.Remove(removed!));
        removed = Add(TriggerPhase.During, "during");
        Add(TriggerPhase.After, "after");
        Fire();
        _seen.Should().Equal("removes", "after");
    }

    [Test]
    public void Remove_DuringTriggerWhileTheEventWaits_DoesNotRun()
    {
        var pending = new Deferred();
        _events.Add(TriggerPhase.Before, "test", () => pending);
        var removed = Add(TriggerPhase.During, "during");
        Add(TriggerPhase.After, "after");
        Fire();
        _events.Remove(removed);
        pending.Callback();
        _seen.Should().Equal("after");
    }

    [Test]
    public void Remove_DuringTriggerOfAFunctionThatRanBefore_RemovesThatOneSilently()
    {
        Func<Deferred?> both = () =>
        {
            _seen.Add("both");
            return null;
        };
        SystemEventTrigger? removed = null;
        _events.Add(TriggerPhase.Before, "test", both);
        Add(TriggerPhase.Before, "removes", () => _events.Remove(removed!));
        removed = _events.Add(TriggerPhase.During, "test", both);
        Fire();
        _seen.Should().Equal("both", "removes");
        _log.Events.Should().NotContain(e => e.Message.Contains("'test'"));
    }

    [Test]
    public void Remove_PendingDuringInDuring_DoesNotRun()
    {
        SystemEventTrigger? removed = null;
        Add(TriggerPhase.During, "removes", () => _events.Remove(removed!));
        removed = Add(TriggerPhase.During, "first");
        Add(TriggerPhase.During, "second");
        Fire();
        _seen.Should().Equal("removes", "second");
    }

    [Test]
    public void Remove_BeforeThatHasRunInDuring_Throws()
    {
        var before = Add(TriggerPhase.Before, "before");
        Exception? thrown = null;
        Add(TriggerPhase.During, "during", () =>
        {
            try
            {
                _events.Remove(before);
            }
            catch (ArgumentException e)
            {
                thrown = e;
            }
        });
        Fire();
        thrown.Should().NotBeNull();
    }

    [Test]
    public void Fire_Twice_RunsEachTriggerOnce()
    {
        Add(TriggerPhase.Before, "before");
        Add(TriggerPhase.During, "during");
        Add(TriggerPhase.After, "after");
        Fire();
        Fire();
        _seen.Should().Equal("before", "during", "after");
    }

    [TestCase(TriggerPhase.Before)]
    [TestCase(TriggerPhase.During)]
    [TestCase(TriggerPhase.After)]
    public void Add_InTheSamePhase_RunsToo(TriggerPhase phase)
    {
        Add(phase, "first", () => Add(phase, "added"));
        Add(phase, "second");
        Fire();
        _seen.Should().Equal("first", "second", "added");
    }

    [Test]
    public void Fire_AgainWhileItWaits_EachWaitsForItsOwnDeferreds()
    {
        Deferred first = new(), second = new();
        _events.Add(TriggerPhase.Before, "test", () => first);
        Fire();
        _events.Add(TriggerPhase.Before, "test", () => second);
        Add(TriggerPhase.During, "during");
        Fire();
        second.Callback();
        _seen.Should().Equal("during");
        Add(TriggerPhase.During, "again");
        first.Callback();
        _seen.Should().Equal("during", "again");
    }

    [Test]
    public void Fire_OneEventWhileAnotherWaits_GoesItsOwnWay()
    {
        Deferred first = new(), second = new();
        _events.Add(TriggerPhase.Before, "one", () => first);
        Add(TriggerPhase.After, "after one", eventType: "one");
        _events.Add(TriggerPhase.Before, "two", () => second);
        Add(TriggerPhase.After, "after two", eventType: "two");
        _events.Fire("one");
        _events.Fire("two");
        _seen.Should().BeEmpty();
        first.Callback();
        _seen.Should().Equal("after one");
        second.Callback();
        _seen.Should().Equal("after one", "after two");
    }

    [Test]
    public void Happen_OwnSteps_FrameTheDuringTriggersEachTime()
    {
        _events["test"].First = () => _seen.Add("own first");
        _events["test"].Last = () => throw new FormatException("own last");
        Add(TriggerPhase.During, "during");
        Add(TriggerPhase.After, "after");
        Fire();
        Fire();
        _seen.Should().Equal("own first", "during", "after", "own first");
        _log.Events.Where(e => e.Message == "while 'test' happened").Should().HaveCount(2);
    }

    private SystemEventTrigger Add(TriggerPhase phase, string what, Action? then = null, string eventType = "test") =>
        _events.Add(phase, eventType, () =>
        {
            _seen.Add(what);
            then?.Invoke();
            return null;
        });

    private void Fire() => _events.Fire("test");
}
