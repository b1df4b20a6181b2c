using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Tests.Defer;
using AllReactors = TwistedSharp.Internet.Reactors;

namespace TwistedSharp.Tests.Reactors;

/// <summary>The shapes a main function may have; every test runs with each.</summary>
public enum MainShape
{
    ReturnsDeferred,
    AsyncDeferred,
    AsyncTask,
}

[TestFixture(MainShape.ReturnsDeferred)]
[TestFixture(MainShape.AsyncDeferred)]
[TestFixture(MainShape.AsyncTask)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReactTests(MainShape shape) : IDisposable
{
    private readonly TurningReactor _reactor = new();
    private readonly LogWatch _watch = new();

    public void Dispose() => _watch.Dispose();

    [Test]
    public void React_MainSucceedsLater_RunsUntilThen()
    {
        var passed = false;
        React(r =>
        {
            var finished = new Deferred();
            r.CallLater(1, () => passed = true);
            r.CallLater(2, finished.Callback);
            return finished;
        }).Should().Be(0);
        passed.Should().BeTrue();
        _reactor.Seconds().Should().Be(2);
        _reactor.Stops.Should().Be(1);
        _reactor.Running.Should().BeFalse();
    }

    [Test]
    public void React_MainHasSucceeded_EndsAtOnce()
    {
        React(_ => Deferred.Succeed()).Should().Be(0);
        _reactor.Seconds().Should().Be(0);
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_MainFailsLater_LogsItAndReturnsOne()
    {
        var expected = new FormatException();
        React(r =>
        {
            var finished = new Deferred();
            r.CallLater(1, () => finished.Errback(expected));
            return finished;
        }).Should().Be(1);
        LoggedAbout(expected).Should().Equal("main function encountered error");
        _reactor.Seconds().Should().Be(1);
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_MainHasFailed_LogsItAndReturnsOne()
    {
        var expected = new FormatException();
        React(_ => Deferred.Fail(expected)).Should().Be(1);
        LoggedAbout(expected).Should().Equal("main function encountered error");
        _reactor.Seconds().Should().Be(0);
    }

    [Test]
    public void React_MainThrows_LogsItAndReturnsOne()
    {
        var expected = new FormatException();
        React(_ => throw expected).Should().Be(1);
        LoggedAbout(expected).Should().Equal("main function encountered error");
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_MainSucceedsDuringShutdown_StopsOnce()
    {
        React(r =>
        {
            r.CallLater(1, r.Stop);
            var finished = new Deferred();
            r.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () =>
            {
                finished.Callback();
                return null;
            });
            return finished;
        }).Should().Be(0);
        _reactor.Seconds().Should().Be(1);
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_MainFailsDuringShutdown_LogsItAndReturnsOne()
    {
        var expected = new FormatException();
        React(r =>
        {
            r.CallLater(1, r.Stop);
            var finished = new Deferred();
            r.AddSystemEventTrigger(TriggerPhase.During, "shutdown", () =>
            {
                finished.Errback(expected);
                return null;
            });
            return finished;
        }).Should().Be(1);
        LoggedAbout(expected).Should().Equal("main function encountered error");
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_Arguments_ArePassedOn()
    {
        string[] seen = [];
        Deferred Main(IReactor reactor, string[] argv)
        {
            reactor.Should().BeSameAs(_reactor);
            seen = argv;
            return Deferred.Succeed();
        }
        string[] argv = ["x", "y", "z"];
        var code = shape switch
        {
            MainShape.ReturnsDeferred => AllReactors.React(Main, argv, _reactor),
            MainShape.AsyncDeferred => AllReactors.React(async Deferred (r, a) => await Main(r, a), argv, _reactor),
            _ => AllReactors.React(async Task (r, a) => await Main(r, a), argv, _reactor),
        };
        code.Should().Be(0);
        seen.Should().Equal("x", "y", "z");
    }

    [Test]
    public void React_MainReturnsANumber_IsTheExitCode()
    {
        var code = shape switch
        {
            MainShape.ReturnsDeferred => AllReactors.React(_ => Deferred.Succeed(3), _reactor),
            MainShape.AsyncDeferred => AllReactors.React(
                async r =>
                {
                    var later = new Deferred();
                    r.CallLater(1, later.Callback);
                    await later;
                    return 3;
                },
                _reactor),
            _ => AllReactors.React(async Task<int> (_) => await Deferred.Succeed(3), _reactor),
        };
        code.Should().Be(3);
    }

    [Test]
    public void React_MainWithArgumentsReturnsANumber_IsTheExitCode()
    {
        string[] argv = ["1", "2"];
        var code = shape switch
        {
            MainShape.ReturnsDeferred => AllReactors.React((_, a) => Deferred.Succeed(a.Length), argv, _reactor),
            MainShape.AsyncDeferred => AllReactors.React(async (_, a) => await Deferred.Succeed(a.Length), argv, _reactor),
            _ => AllReactors.React(async Task<int> (_, a) => await Deferred.Succeed(a.Length), argv, _reactor),
        };
        code.Should().Be(2);
    }

    [TestCase(23)]
    [TestCase(0)]
    public void React_MainFailsWithSystemExit_ReturnsItsCodeAndLogsNothing(int exitCode)
    {
        var exit = new SystemExitException(exitCode);
        React(_ => Deferred.Fail(exit)).Should().Be(exitCode);
        LoggedAbout(exit).Should().BeEmpty();
        exit.Message.Should().Contain($"{exitCode}");
    }

    [Test]
    public void React_MainThrowsSystemExit_ReturnsItsCode() => React(_ => throw new SystemExitException(7)).Should().Be(7);

    [Test]
    public void React_TheReactorIsStoppedJustBeforeMainSucceeds_IsTolerated()
    {
        React(r =>
        {
            var finished = new Deferred();
            r.CallWhenRunning(() =>
            {
                r.Stop();
                finished.Callback();
            });
            return finished;
        }).Should().Be(0);
        _reactor.Stops.Should().Be(1);
        // Stopping it again would leave a failure in main's Deferred, which is logged when that is collected.
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        _watch.Events.Should().NotContain(e => e.Failure != null && e.Failure.Check<ReactorNotRunningException>());
    }

    [Test]
    public void React_TheReactorIsStoppedAndMainNeverEnds_ReturnsZero()
    {
        React(r =>
        {
            r.CallLater(1, r.Stop);
            return new Deferred();
        }).Should().Be(0);
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_TheReactorWasStoppedAndMainFailsLater_HasNoEffectOnTheCode()
    {
        var finished = new Deferred();
        var expected = new FormatException();
        React(r =>
        {
            r.CallLater(1, r.Stop);
            return finished;
        }).Should().Be(0);
        finished.Errback(expected);
        LoggedAbout(expected).Should().Equal("main function encountered error");
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_MainReturnsNull_IsAnError()
    {
        var code = shape switch
        {
            MainShape.ReturnsDeferred => AllReactors.React(Deferred (_) => null!, _reactor),
            MainShape.AsyncDeferred => AllReactors.React(Deferred<int> (_) => null!, _reactor),
            _ => AllReactors.React(Task (_) => null!, _reactor),
        };
        code.Should().Be(1);
        _watch.Events.Should().Contain(e => e.Failure != null && e.Failure.Check<InvalidOperationException>()
            && e.Failure.Value.Message.Contains("null", StringComparison.Ordinal));
    }

    [Test]
    public void React_MainReturnsAStaleHandle_IsAnErrorAndDoesNotHang()
    {
        AllReactors.React(
            Deferred<int> (_) =>
            {
                var stale = new Deferred<int>();
                stale.AddCallback(number => $"{number}");
                return stale;
            },
            _reactor).Should().Be(1);
        _reactor.Stops.Should().Be(1);
    }

    [Test]
    public void React_MainIsCalled_WhenTheReactorRuns()
    {
        var isRunning = false;
        React(r =>
        {
            isRunning = r.Running;
            return Deferred.Succeed();
        });
        isRunning.Should().BeTrue();
    }

    [Test]
    public void React_TheReactorRunsAlready_ThrowsAndDoesNotCallMain()
    {
        _reactor.Run();
        var isCalled = false;
        FluentActions.Invoking(() => React(_ =>
        {
            isCalled = true;
            return Deferred.Succeed();
        })).Should().Throw<ReactorAlreadyRunningException>();
        isCalled.Should().BeFalse();
        _reactor.Running.Should().BeTrue();
    }

    [Test]
    public void React_TheReactorRanBefore_Throws()
    {
        React(_ => Deferred.Succeed());
        FluentActions.Invoking(() => React(_ => Deferred.Succeed())).Should().Throw<ReactorNotRestartableException>();
    }

    [Test]
    public void React_BadArguments_Throw()
    {
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, Deferred>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, Deferred<int>>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, Task>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, Task<int>>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((_, _) => Deferred.Succeed(), null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, string[], Deferred<int>>)null!, []))
            .Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, string[], Task>)null!, [])).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => AllReactors.React((Func<IReactor, string[], Task<int>>)null!, []))
            .Should().Throw<ArgumentNullException>();
    }

    private int React(Func<IReactor, Deferred> main) => shape switch
    {
        MainShape.ReturnsDeferred => AllReactors.React(main, _reactor),
        MainShape.AsyncDeferred => AllReactors.React(async Deferred (r) => await main(r), _reactor),
        _ => AllReactors.React(async Task (r) => await main(r), _reactor),
    };

    private IEnumerable<string> LoggedAbout(Exception exception) =>
        _watch.Events.Where(e => e.Failure?.Value == exception).Select(e => e.Message);
}
