using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Peer.Tests;

/// <summary>Base of the tests that run on real sockets: a reactor of each kind on the test's own thread, with a way out when a Deferred
/// never fires.</summary>
[TestFixture(typeof(EPollReactor))]
[TestFixture(typeof(SelectReactor))]
public abstract class LiveReactor(Type kind)
{
    /// <summary>Far beyond what a loaded machine needs: it only turns a hang into a failure.</summary>
    private const double FailSafeSeconds = 90;

    private readonly List<LogEvent> _logged = [];

    internal IReactor Reactor { get; private set; } = null!; // Made in SetUp.

    [SetUp]
    public void MakeReactor()
    {
        if (kind == typeof(EPollReactor) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("epoll is Linux's.");
        lock (_logged)
            _logged.Clear();
        Log.AddObserver(Observe);
        Reactor = (IReactor)Activator.CreateInstance(kind)!; // Both kinds have a constructor without parameters.
    }

    [TearDown]
    public void CheckLog()
    {
        Log.RemoveObserver(Observe);
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            return;
        lock (_logged)
            _logged.Where(e => e.IsError).Should().BeEmpty("nothing that these tests do may end in the error log");
    }

    /// <summary>Runs the reactor until the scenario has ended; what it throws fails the test.</summary>
    internal void Run(Func<Deferred> scenario)
    {
        var hung = false;
        Failure? failure = null;
        Reactor.CallLater(FailSafeSeconds, () =>
        {
            hung = true;
            Reactor.Stop();
        });
        Reactor.CallWhenRunning(() => scenario().AddBoth(outcome =>
        {
            // After the fail-safe, the reactor's end is what ended the scenario.
            if (hung)
                return;
            failure = outcome.Failure;
            Reactor.Stop();
        }));
        Reactor.Run(installSignalHandlers: false);
        hung.Should().BeFalse("every Deferred fires; this one did not within {0} s", FailSafeSeconds);
        failure?.Throw();
    }

    /// <summary>Fires when the condition holds; looked at turn by turn.</summary>
    internal Deferred Until(Func<bool> condition)
    {
        var reached = new Deferred();
        Look();
        return reached;

        void Look()
        {
            if (condition())
                reached.Callback();
            else
                Reactor.CallLater(0.002, Look);
        }
    }

    /// <summary>Blocks the reactor, as slow user code does, until an idle connection counts as old enough to be looked at before it is
    /// used.</summary>
    internal void BlockUntilNotFresh()
    {
        var until = Reactor.Seconds() + 0.002;
        SpinWait.SpinUntil(() => Reactor.Seconds() >= until);
    }

    private void Observe(LogEvent logEvent)
    {
        lock (_logged)
            _logged.Add(logEvent);
    }
}
