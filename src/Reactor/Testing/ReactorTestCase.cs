using TwistedSharp.Defer;

namespace TwistedSharp.Internet.Testing;

/// <summary>Base of tests that must leave nothing behind: a test fails if errors were logged that it did not flush, or if its reactor still
/// has timed calls, connections or ports when it ends (twisted.trial.unittest.TestCase).</summary>
/// <remarks>
/// Needs no test framework: the test ends where the object is disposed of. xUnit makes and disposes of one object a test; NUnit does with
/// <c>[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]</c> on the class, and reports what Dispose throws as the test's error.
///
/// Errors count whichever thread logs them, also failures of Deferreds that nobody handled, for which the garbage collector is called at
/// the end. So tests with this base are not to run side by side with others.
/// </remarks>
public abstract class ReactorTestCase : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LogEvent> _errors = [];
    private readonly Stack<Func<Deferred?>> _cleanups = new();
    private bool _isDisposed;

    /// <summary>Begins a test.</summary>
    protected ReactorTestCase() => Log.AddObserver(Observe);

    /// <summary>The test's own reactor.</summary>
    protected MemoryReactorClock Reactor { get; } = new();

    /// <summary>Takes errors out of the log, so that they do not fail the test (trial's flushLoggedErrors).</summary>
    /// <typeparam name="TException">Which; subclasses count.</typeparam>
    /// <returns>The exceptions, in the order they were logged.</returns>
    protected IReadOnlyList<TException> FlushLoggedErrors<TException>() where TException : Exception
    {
        lock (_gate)
        {
            var flushed = _errors.Select(e => e.Failure?.Value).OfType<TException>().ToList();
            _errors.RemoveAll(e => e.Failure?.Value is TException);
            return flushed;
        }
    }

    /// <summary>Takes all errors out of the log.</summary>
    /// <returns>The exceptions, in the order they were logged.</returns>
    protected IReadOnlyList<Exception> FlushLoggedErrors() => FlushLoggedErrors<Exception>();

    /// <summary>Has something called at the test's end, before it is looked at what is left; the last that was added is called first.</summary>
    /// <param name="cleanup">What to do.</param>
    protected void AddCleanup(Action cleanup)
    {
        ArgumentNullException.ThrowIfNull(cleanup);
        AddCleanup(() =>
        {
            cleanup();
            return null;
        });
    }

    /// <summary>Has something called at the test's end; the Deferred it returns must have fired when the reactor has made what is due.</summary>
    /// <param name="cleanup">What to do.</param>
    protected void AddCleanup(Func<Deferred?> cleanup)
    {
        ArgumentNullException.ThrowIfNull(cleanup);
        _cleanups.Push(cleanup);
    }

    /// <summary>Ends the test: cleans up, and throws for what is left.</summary>
    /// <exception cref="LoggedErrorException">Errors were logged and not flushed.</exception>
    /// <exception cref="DirtyReactorException">The reactor has timed calls, connections or ports.</exception>
    /// <exception cref="AggregateException">More than one thing is wrong.</exception>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        GC.SuppressFinalize(this);
        var wrong = new List<Exception>();
        try
        {
            Dispose(wrong);
        }
        finally
        {
            Log.RemoveObserver(Observe);
        }
        if (wrong.Count > 0)
            throw wrong.Count == 1 ? wrong[0] : new AggregateException(wrong);
    }

    private void Dispose(List<Exception> wrong)
    {
        while (_cleanups.TryPop(out var cleanup))
        {
            try
            {
                if (cleanup() is not { } deferred)
                    continue;
                Reactor.Advance(0);
                DeferredAssertions.SuccessResultOf(deferred);
            }
            catch (Exception e)
            {
                wrong.Add(e);
            }
        }
        // Failures that nobody handled are found by the collector, and logged by finalizers.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (_gate)
        {
            if (_errors.Count > 0)
            {
                wrong.Add(new LoggedErrorException(
                    $"{_errors.Count} errors were logged and not flushed: {string.Join("; ", _errors)}", _errors[0].Failure?.Value));
            }
        }
        var left = Reactor.Leftovers().ToList();
        if (left.Count > 0)
            wrong.Add(new DirtyReactorException($"The reactor is left with {string.Join(", ", left)}."));
    }

    private void Observe(LogEvent logEvent)
    {
        if (!logEvent.IsError)
            return;
        lock (_gate)
            _errors.Add(logEvent);
    }
}
