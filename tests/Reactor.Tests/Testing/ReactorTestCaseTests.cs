using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Tests.Transports;

namespace TwistedSharp.Tests.Testing;

[TestFixture]
public sealed class ReactorTestCaseTests
{
    [Test]
    public void Test_LeavesNothing_Passes() => Ending(_ => { }).Should().NotThrow();

    [Test]
    public void Test_LoggedAnError_FailsWithIt() =>
        Ending(_ => Log.Err(new FormatException("bad"), "while testing"))
            .Should().Throw<LoggedErrorException>().WithMessage("1 errors*while testing*bad*").WithInnerException<FormatException>();

    [Test]
    public void FlushLoggedErrors_OfAType_TakesThoseAndLeavesOthers()
    {
        var ending = Ending(test =>
        {
            Log.Err(new FormatException("one"), "testing");
            Log.Err(new IOException("two"), "testing");
            test.Flush<FormatException>().Should().ContainSingle().Which.Message.Should().Be("one");
            test.Flush<FormatException>().Should().BeEmpty();
        });
        ending.Should().Throw<LoggedErrorException>().WithInnerException<IOException>();
    }

    [Test]
    public void FlushLoggedErrors_All_LetsTheTestPass() =>
        Ending(test =>
        {
            Log.Err(new FormatException(), "testing");
            test.FlushAll().Should().ContainSingle();
        }).Should().NotThrow();

    [Test]
    public void Test_ADeferredFailedAndNobodyHandledIt_Fails()
    {
        Ending(_ => FailUnseen()).Should().Throw<LoggedErrorException>().WithMessage("*Unhandled error in Deferred*");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void FailUnseen() => Deferred.Fail(new FormatException("unseen"));
    }

    [Test]
    public void Test_ATimedCallIsPending_IsADirtyReactor() =>
        Ending(test => test.Clock.CallLater(5, () => { }))
            .Should().Throw<DirtyReactorException>().WithMessage("*DelayedCall*5.000s*");

    [Test]
    public void Test_AConnectionAPortAndAProcessAreOpen_IsADirtyReactor() =>
        Ending(test =>
        {
            test.Clock.ConnectTCP("example.org", 80, new RecordingFactory(() => new RecordingProtocol()));
            test.Clock.ListenTCP(8080, new RecordingFactory(() => new RecordingProtocol()));
            test.Clock.SpawnProcess(new RecordingProcess(), "sleeper");
        }).Should().Throw<DirtyReactorException>().WithMessage("*8080*example.org*sleeper*");

    [Test]
    public void AddCleanup_Several_RunsTheLastFirstAndBeforeTheLook()
    {
        var log = new List<string>();
        Ending(test =>
        {
            var pending = test.Clock.CallLater(5, () => { });
            test.Cleanup(() =>
            {
                log.Add("first");
                pending.Cancel();
            });
            test.Cleanup(() => log.Add("second"));
        }).Should().NotThrow();
        log.Should().Equal("second", "first");
    }

    [Test]
    public void AddCleanup_ADeferredThatNeverFires_FailsTheTest() =>
        Ending(test => test.Cleanup(() => new Deferred())).Should().Throw<UnexpectedResultException>();

    [Test]
    public void AddCleanup_OneThrows_TheOthersRunAndAllIsTold()
    {
        var ran = false;
        Ending(test =>
        {
            test.Cleanup(() => { ran = true; });
            test.Cleanup(() => throw new FormatException("cleanup"));
            test.Clock.CallLater(1, () => { });
        }).Should().Throw<AggregateException>().Which.InnerExceptions.Should().SatisfyRespectively(
            e => e.Should().BeOfType<FormatException>(), e => e.Should().BeOfType<DirtyReactorException>());
        ran.Should().BeTrue();
    }

    [Test]
    public void Dispose_Twice_ThrowsOnce()
    {
        var test = new Case();
        test.Clock.CallLater(1, () => { });
        ((Action)test.Dispose).Should().Throw<DirtyReactorException>();
        ((Action)test.Dispose).Should().NotThrow();
    }

    private static Action Ending(Action<Case> body) => () =>
    {
        using var test = new Case();
        body(test);
    };

    private sealed class Case : ReactorTestCase
    {
        internal MemoryReactorClock Clock => Reactor;

        internal IReadOnlyList<T> Flush<T>() where T : Exception => FlushLoggedErrors<T>();

        internal IReadOnlyList<Exception> FlushAll() => FlushLoggedErrors();

        internal void Cleanup(Action cleanup) => AddCleanup(cleanup);

        internal void Cleanup(Func<Deferred?> cleanup) => AddCleanup(cleanup);
    }
}
