using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

public static partial class Reactors
{
    private const int Success = 0;
    private const int Error = 1;

    /// <summary>Runs a program that has an end: the reactor runs, calls <paramref name="main"/>, and stops when that is done
    /// (twisted.internet.task.react).</summary>
    /// <param name="main">Called with the reactor when it runs; an <c>async</c> lambda will do.</param>
    /// <param name="reactor">Which reactor; by default <see cref="Default"/>.</param>
    /// <returns>The exit code, for Main to return: 0, or 1 after main failed and that was logged. A <see cref="SystemExitException"/> gives
    /// its own. When the reactor is stopped before main is done, by a signal or by main itself, it is 0 unless main fails on the way
    /// out.</returns>
    /// <exception cref="ReactorAlreadyRunningException">The reactor runs already.</exception>
    /// <exception cref="ReactorNotRestartableException">The reactor was stopped before.</exception>
    [OverloadResolutionPriority(1)]
    public static int React(Func<IReactor, Deferred> main, IReactor? reactor = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunMain(r => Succeeding(main(r)), reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, Deferred}, IReactor)"/>
    /// <param name="main">Called with the reactor when it runs; its value is the exit code.</param>
    /// <param name="reactor">Which reactor; by default <see cref="Default"/>.</param>
    [OverloadResolutionPriority(1)]
    public static int React(Func<IReactor, Deferred<int>> main, IReactor? reactor = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunMain(main, reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, Deferred}, IReactor)"/>
    public static int React(Func<IReactor, Task> main, IReactor? reactor = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunMain(r => Succeeding(Deferred.FromTask(NotNull(main(r)))), reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, Deferred{int}}, IReactor)"/>
    public static int React(Func<IReactor, Task<int>> main, IReactor? reactor = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunMain(r => Deferred.FromTask(NotNull(main(r))), reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, Deferred}, IReactor)"/>
    /// <param name="main">Called with the reactor and the arguments when the reactor runs.</param>
    /// <param name="argv">The program's arguments.</param>
    /// <param name="reactor">Which reactor; by default <see cref="Default"/>.</param>
    [OverloadResolutionPriority(1)]
    public static int React(Func<IReactor, string[], Deferred> main, string[] argv, IReactor? reactor = null)
    {
        RequireMain(main, argv);
        return RunMain(r => Succeeding(main(r, argv)), reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, Deferred}, IReactor)"/>
    /// <param name="main">Called with the reactor and the arguments when the reactor runs; its value is the exit code.</param>
    /// <param name="argv">The program's arguments.</param>
    /// <param name="reactor">Which reactor; by default <see cref="Default"/>.</param>
    [OverloadResolutionPriority(1)]
    public static int React(Func<IReactor, string[], Deferred<int>> main, string[] argv, IReactor? reactor = null)
    {
        RequireMain(main, argv);
        return RunMain(r => main(r, argv), reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, string[], Deferred}, string[], IReactor)"/>
    public static int React(Func<IReactor, string[], Task> main, string[] argv, IReactor? reactor = null)
    {
        RequireMain(main, argv);
        return RunMain(r => Succeeding(Deferred.FromTask(NotNull(main(r, argv)))), reactor);
    }

    /// <inheritdoc cref="React(Func{IReactor, string[], Deferred{int}}, string[], IReactor)"/>
    public static int React(Func<IReactor, string[], Task<int>> main, string[] argv, IReactor? reactor = null)
    {
        RequireMain(main, argv);
        return RunMain(r => Deferred.FromTask(NotNull(main(r, argv))), reactor);
    }

    private static void RequireMain(Delegate main, string[] argv)
    {
        ArgumentNullException.ThrowIfNull(main);
        ArgumentNullException.ThrowIfNull(argv);
    }

    private static int RunMain(Func<IReactor, Deferred<int>> main, IReactor? reactor)
    {
        var chosen = reactor ?? Default;
        return new MainRun(chosen).Run(() => main(chosen));
    }

    private static Deferred<int> Succeeding(Deferred? finished) => NotNull(finished).AddCallback(static () => Success);

    private static TResult NotNull<TResult>(TResult? returned) where TResult : class =>
        returned ?? throw new InvalidOperationException("The main function returned null; a Deferred or a Task was expected.");

    /// <summary>One main function on its reactor, of which it needs to know only how it starts and ends.</summary>
    private sealed class MainRun(IReactorCore reactor)
    {
        private int _exitCode = Success;

        internal int Run(Func<Deferred<int>> main)
        {
            // Asked first: a reactor that runs would call main at once, and only then refuse to run.
            if (reactor.Running)
                throw new ReactorAlreadyRunningException("React runs the reactor itself, but this one runs already.");
            var mayRun = true;
            reactor.CallWhenRunning(() =>
            {
                if (mayRun)
                    Call(main);
            });
            try
            {
                reactor.Run();
            }
            catch
            {
                // Refused, perhaps because it starts just now: then main must not run in it, and stop it, for someone else.
                mayRun = false;
                throw;
            }
            ReportUnhandledFailures();
            return _exitCode;
        }

        /// <summary>The program ends soon, and .NET runs no finalizers then: failures that nobody handled must be found now.</summary>
        private static void ReportUnhandledFailures()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        private void Call(Func<Deferred<int>> main)
        {
            try
            {
                NotNull(main()).AddBoth(Finish);
            }
            catch (Exception e)
            {
                // Of main, or of AddBoth on a handle that is stale: either way nothing would ever stop the reactor.
                Finish(new Failure(e));
            }
        }

        private void Finish(Outcome<int> outcome)
        {
            if (outcome.Failure is not { } failure)
            {
                _exitCode = outcome.Value;
            }
            else if (failure.Value is SystemExitException exit)
            {
                _exitCode = exit.ExitCode;
            }
            else
            {
                Log.Err(failure, "main function encountered error");
                _exitCode = Error;
            }
            Stop();
        }

        private void Stop()
        {
            try
            {
                reactor.Stop();
            }
            catch (ReactorNotRunningException)
            {
                // Someone stopped it before main was done; it is stopped once.
            }
        }
    }
}
