using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Reactors;

/// <summary>Base of the suites that every reactor passes: a real one, run on the test's own thread, with a way out when it hangs.</summary>
[TestFixture(typeof(EPollReactor))]
[TestFixture(typeof(SelectReactor))]
public abstract class ReactorContract(Type kind)
{
    private readonly List<LogEvent> _logged = [];
    private bool _ended;

    protected PollReactor Reactor { get; private set; } = null!; // Made in SetUp.

    /// <summary>The errors logged during the test; whatever it does not expect and clear fails it.</summary>
    protected IReadOnlyList<LogEvent> Errors
    {
        get
        {
            lock (_logged)
                return [.. _logged.Where(e => e.IsError)];
        }
    }

    /// <summary>Has the failures found that earlier suites left unhandled, before their reports could be taken for ours.</summary>
    [OneTimeSetUp]
    public static void ClearUp()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [SetUp]
    public void MakeReactor()
    {
        if (kind == typeof(EPollReactor) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        Reactor = (PollReactor)Activator.CreateInstance(kind)!;
        _ended = false;
        lock (_logged)
            _logged.Clear();
        Log.AddObserver(Observe);
    }

    [TearDown]
    public void CheckLog()
    {
        Log.RemoveObserver(Observe);
        if (!_ended && Reactor is not null)
            Run(Reactor.Stop);
        if (TestContext.CurrentContext.Result.Outcome.Status != NUnit.Framework.Interfaces.TestStatus.Failed)
            Errors.Should().BeEmpty("every logged error is one the test expects");
    }

    /// <summary>Runs the reactor until something stops it.</summary>
    /// <param name="start">Called when it runs.</param>
    /// <param name="installSignalHandlers">Whether signals stop it.</param>
    protected void Run(Action? start = null, bool installSignalHandlers = false)
    {
        var hung = false;
        var failSafe = Reactor.CallLater(10, () =>
        {
            hung = true;
            TestContext.Out.WriteLine(Reactor);
            Reactor.Stop();
        });
        if (start is not null)
            Reactor.CallWhenRunning(start);
        _ended = true;
        Reactor.Run(installSignalHandlers);
        hung.Should().BeFalse("the test stops the reactor itself");
        failSafe.Active.Should().BeTrue();
    }

    /// <summary>Takes the errors logged so far, so that they do not fail the test.</summary>
    protected IReadOnlyList<LogEvent> TakeErrors()
    {
        var errors = Errors;
        lock (_logged)
            _logged.Clear();
        return errors;
    }

    private void Observe(LogEvent logEvent)
    {
        lock (_logged)
            _logged.Add(logEvent);
    }
}
