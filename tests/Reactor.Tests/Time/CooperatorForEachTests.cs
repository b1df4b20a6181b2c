using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Tests.Time;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CooperatorForEachTests
{
    private readonly Clock _clock = new();
    private readonly SortedDictionary<int, Deferred> _inWork = [];
    private readonly List<int> _started = [];
    private readonly Cooperator _cooperator;
    private int _disposals;

    public CooperatorForEachTests() => _cooperator = new Cooperator(_clock);

    [Test]
    public void ForEach_MoreItemsThanWorkers_KeepsThatManyInWork()
    {
        var done = _cooperator.ForEach(Items(5), 2, Work);
        _started.Should().BeEmpty("nothing is called before the first tick");
        Tick();
        _started.Should().Equal(0, 1);
        _inWork[1].Callback();
        Tick();
        _started.Should().Equal(0, 1, 2);
        _inWork[0].Callback();
        _inWork[2].Callback();
        Tick();
        _started.Should().Equal(0, 1, 2, 3, 4);
        _inWork[4].Callback();
        Tick();
        AssertNoResult(done);
        _inWork[3].Callback();
        Tick();
        SuccessResultOf(done);
        _disposals.Should().Be(1);
    }

    [Test]
    public void ForEach_FewerItemsThanWorkers_Ends()
    {
        var done = _cooperator.ForEach(Items(1), 5, Work);
        Tick();
        _inWork[0].Callback();
        Tick();
        SuccessResultOf(done);
    }

    [Test]
    public void ForEach_AnyNumberAtATime_TakesAllAtOnceWithNoMoreTasksThanThat()
    {
        var done = _cooperator.ForEach(Items(100), int.MaxValue, Work);
        _cooperator.ToString().Should().Be("<Cooperator Started, 1 tasks in line>");
        Tick();
        _started.Should().Equal(Enumerable.Range(0, 100));
        foreach (var work in _inWork.Values.ToList())
            work.Callback();
        Tick();
        SuccessResultOf(done);
        _disposals.Should().Be(1);
    }

    [Test]
    public void ForEach_AnyNumberAtATimeOfWorkThatIsDone_TakesOneTask()
    {
        var done = _cooperator.ForEach(Items(100), int.MaxValue, i =>
        {
            _cooperator.ToString().Should().Be("<Cooperator Started, 0 tasks in line>");
            return i % 2 == 0 ? null : Deferred.Succeed();
        });
        Tick();
        SuccessResultOf(done);
    }

    [Test]
    public void ForEach_NoItems_EndsWithTheFirstTick()
    {
        var done = _cooperator.ForEach(Items(0), 3, Work);
        AssertNoResult(done);
        Tick();
        SuccessResultOf(done);
        _disposals.Should().Be(1);
    }

    [Test]
    public void ForEach_NullIsNoWork_GoesOn()
    {
        var done = _cooperator.ForEach(Items(100), 3, i =>
        {
            _started.Add(i);
            return null;
        });
        Tick();
        SuccessResultOf(done);
        _started.Should().Equal(Enumerable.Range(0, 100));
    }

    [Test]
    public void ForEach_AnItemFails_FailsAtOnceAndTakesNoMore()
    {
        var done = _cooperator.ForEach(Items(9), 3, Work);
        Tick();
        _inWork[1].Errback(new FormatException());
        FailureResultOf<FormatException>(done);
        _disposals.Should().Be(1);
        _inWork[0].Called.Should().BeFalse("what is in work runs on");
        _inWork[0].Callback();
        _inWork[2].Errback(new InvalidDataException());
        Tick();
        _started.Should().Equal(0, 1, 2);
        FailureResultOf<InvalidDataException>(_inWork[2]);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void ForEach_WorkThrows_FailsWithThat()
    {
        var done = _cooperator.ForEach(Items(9), 3, i => i == 2 ? throw new FormatException() : Work(i));
        Tick();
        FailureResultOf<FormatException>(done);
        _started.Should().Equal(0, 1);
    }

    [Test]
    public void ForEach_TheItemsThrow_FailsWithThat()
    {
        var done = _cooperator.ForEach(Items(1, then: new FormatException()), 2, Work);
        Tick();
        FailureResultOf<FormatException>(done);
        _disposals.Should().Be(1);
    }

    [Test]
    public void ForEach_WorkFailsThatOfAnotherItem_TheItemsAreDisposedOnlyWhenNobodyTakesOne()
    {
        var done = _cooperator.ForEach(ItemsThatFailTheFirst(), 2, Work);
        Tick();
        FailureResultOf<FormatException>(done);
        _disposals.Should().Be(1);
        _started.Should().Equal(0, 1);

        IEnumerable<int> ItemsThatFailTheFirst()
        {
            try
            {
                yield return 0;
                _inWork[0].Errback(new FormatException());
                _disposals.Should().Be(0);
                yield return 1;
            }
            finally
            {
                _disposals++;
            }
        }
    }

    [Test]
    public void ForEach_Cancelled_TakesNoMoreAndCancelsWhatIsInWork()
    {
        var done = _cooperator.ForEach(Items(9), 2, Work);
        Tick();
        done.Cancel();
        FailureResultOf<CancelledException>(done);
        _inWork[0].Called.Should().BeTrue();
        _inWork[1].Called.Should().BeTrue();
        Tick();
        _started.Should().Equal(0, 1);
        _disposals.Should().Be(1);
        _cooperator.ToString().Should().Contain("0 tasks");
    }

    [Test]
    public void ForEach_CancelledBeforeTheFirstTick_TakesNothing()
    {
        var done = _cooperator.ForEach(Items(9), 2, Work);
        done.Cancel();
        FailureResultOf<CancelledException>(done);
        _clock.GetDelayedCalls().Should().BeEmpty();
        _started.Should().BeEmpty();
    }

    [Test]
    public void ForEach_Cancelled_TheCancelledWorkIsNoUnhandledFailure()
    {
        using var watch = new LogWatch();
        watch.After(e =>
        {
            var clock = new Clock();
            var done = new Cooperator(clock).ForEach([1, 2], 2, _ => new Deferred(d => d.Errback(e)));
            clock.Advance(1);
            done.Cancel();
            FailureResultOf<CancelledException>(done);
        }).Should().BeEmpty();
    }

    [Test]
    public void ForEach_TheCooperatorStops_FailsWithThat()
    {
        var done = _cooperator.ForEach(Items(9), 2, Work);
        _cooperator.Stop();
        FailureResultOf<SchedulerStoppedException>(done);
        FailureResultOf<SchedulerStoppedException>(_cooperator.ForEach(Items(9), 2, Work));
        _started.Should().BeEmpty();
    }

    [Test]
    public void ForEach_BadArguments_Throw()
    {
        _cooperator.Invoking(c => c.ForEach(Items(1), 0, Work)).Should().Throw<ArgumentOutOfRangeException>();
        _cooperator.Invoking(c => c.ForEach(null!, 1, (int _) => null)).Should().Throw<ArgumentNullException>();
        _cooperator.Invoking(c => c.ForEach(Items(1), 1, null!)).Should().Throw<ArgumentNullException>();
    }

    private IEnumerable<int> Items(int count, Exception? then = null)
    {
        try
        {
            for (var i = 0; i < count; i++)
                yield return i;
            if (then is not null)
                throw then;
        }
        finally
        {
            _disposals++;
        }
    }

    private Deferred Work(int item)
    {
        _started.Add(item);
        return _inWork[item] = new Deferred();
    }

    private void Tick() => _clock.Advance(TimeSpan.FromTicks(1));
}
