using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;
using AllReactors = TwistedSharp.Internet.Reactors;

namespace TwistedSharp.Tests.Reactors;

/// <summary>React and the Cooperator on every real reactor.</summary>
[TestFixture(typeof(EPollReactor))]
[TestFixture(typeof(SelectReactor))]
public sealed class ReactOnReactorTests(Type kind)
{
    private static readonly TimeSpan FailSafe = TimeSpan.FromSeconds(10);

    private PollReactor _reactor = null!; // Made in SetUp.
    private bool _isHung;

    [SetUp]
    public void MakeReactor()
    {
        if (kind == typeof(EPollReactor) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        _reactor = (PollReactor)Activator.CreateInstance(kind)!;
        _isHung = false;
        _reactor.CallLater(FailSafe, () =>
        {
            _isHung = true;
            _reactor.Stop();
        });
    }

    [TearDown]
    public void CheckEnd() => _isHung.Should().BeFalse("main stops the reactor");

    [Test]
    public void React_AFailureNobodyHandled_IsReportedByTheTimeItReturns()
    {
        var mark = Guid.NewGuid().ToString();
        var reported = 0;
        void Observe(LogEvent e) => reported += e.Failure?.Value.Message == mark ? 1 : 0;
        Log.AddObserver(Observe);
        try
        {
            AllReactors.React(_ => Forget(mark), _reactor).Should().Be(0);
        }
        finally
        {
            Log.RemoveObserver(Observe);
        }
        reported.Should().Be(1);
    }

    [Test]
    public void React_WhileTheReactorStarts_IsRefusedAndNeverCallsMain()
    {
        var isCalled = false;
        _reactor.AddSystemEventTrigger(TriggerPhase.Before, "startup", () =>
        {
            FluentActions.Invoking(() => AllReactors.React(_ => Run(), _reactor)).Should().Throw<ReactorAlreadyRunningException>();
            return null;
        });
        AllReactors.React(r => r.DeferLater(TimeSpan.Zero, () => 3), _reactor).Should().Be(3);
        isCalled.Should().BeFalse();

        Deferred Run()
        {
            isCalled = true;
            return Deferred.Succeed();
        }
    }

    [Test]
    public void React_AwaitsATaskOfAnotherThread_ComesHomeAndEnds()
    {
        var threads = new List<int>();
        AllReactors.React(
            async r =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                threads.Add(Environment.CurrentManagedThreadId);
                r.IsInReactorThread.Should().BeTrue();
                return 5;
            },
            _reactor).Should().Be(5);
        threads.Should().Equal(Environment.CurrentManagedThreadId, Environment.CurrentManagedThreadId);
        _reactor.ToString().Should().Contain("Ended");
    }

    [Test]
    public void React_TaskOfAnotherThread_EndsToo()
    {
        AllReactors.React(
            Task<int> (_) => Task.Factory.StartNew(() => 6, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            _reactor).Should().Be(6);
    }

    [Test]
    public void React_MainHasSucceeded_Ends() => AllReactors.React(_ => Deferred.Succeed(), _reactor).Should().Be(0);

    [Test]
    public void React_MainFails_ReturnsOne()
    {
        using var watch = new LogWatch();
        var expected = new FormatException();
        AllReactors.React(
            r =>
            {
                var finished = new Deferred();
                r.CallLater(0, () => finished.Errback(expected));
                return finished;
            },
            _reactor).Should().Be(1);
        watch.Events.Where(e => e.Failure?.Value == expected).Should().ContainSingle();
    }

    [Test]
    public void React_MainStopsTheReactorAndIsDoneInTheSameTurn_IsTolerated()
    {
        AllReactors.React(
            r =>
            {
                r.Stop();
                return Deferred.Succeed(4);
            },
            _reactor).Should().Be(4);
    }

    [Test]
    public void React_MainIsDoneWhileShutdownWaits_GivesItsCode()
    {
        AllReactors.React(
            r =>
            {
                var finished = new Deferred<int>();
                r.AddSystemEventTrigger(TriggerPhase.Before, "shutdown", () =>
                {
                    var pending = new Deferred();
                    r.CallLater(0, () =>
                    {
                        finished.Callback(8);
                        pending.Callback();
                    });
                    return pending;
                });
                r.CallLater(0, r.Stop);
                return finished;
            },
            _reactor).Should().Be(8);
    }

    [Test]
    public void React_StoppedByAnother_ReturnsZero()
    {
        AllReactors.React(
            r =>
            {
                r.CallInThread(() => r.CallFromThread(r.Stop));
                return new Deferred();
            },
            _reactor).Should().Be(0);
    }

    [Test]
    public void React_TheReactorRunsAlready_ThrowsAndDoesNotCallMain()
    {
        var isCalled = false;
        AllReactors.React(
            r =>
            {
                FluentActions.Invoking(() => AllReactors.React(
                    _ =>
                    {
                        isCalled = true;
                        return Deferred.Succeed();
                    },
                    r)).Should().Throw<ReactorAlreadyRunningException>();
                return Deferred.Succeed();
            },
            _reactor).Should().Be(0);
        isCalled.Should().BeFalse();
    }

    [Test]
    public void Cooperate_ABusyTask_LetsTimedCallsAndOtherThreadsThrough()
    {
        var heard = new List<string>();
        AllReactors.React(
            r =>
            {
                r.CallLater(0.001, () => heard.Add("timed"));
                r.CallInThread(() => r.CallFromThread(() => heard.Add("thread")));
                return r.Coiterate(UntilBothAreHeard());
            },
            _reactor).Should().Be(0);
        heard.Should().BeEquivalentTo("timed", "thread");

        IEnumerable<Deferred?> UntilBothAreHeard()
        {
            while (heard.Count < 2 && !_isHung)
                yield return null;
        }
    }

    [Test]
    public void ForEach_OnItsReactor_EndsWithTheLastItem()
    {
        var inWork = 0;
        var most = 0;
        var done = 0;
        AllReactors.React(
            r => Cooperator.Of(r).ForEach(Enumerable.Range(0, 20), 3, _ =>
            {
                most = Math.Max(most, ++inWork);
                var work = new Deferred();
                r.CallLater(0, () =>
                {
                    inWork--;
                    done++;
                    work.Callback();
                });
                return work;
            }),
            _reactor).Should().Be(0);
        done.Should().Be(20);
        most.Should().Be(3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Deferred Forget(string mark)
    {
        _ = Deferred.Fail(new FormatException(mark));
        return Deferred.Succeed();
    }
}
