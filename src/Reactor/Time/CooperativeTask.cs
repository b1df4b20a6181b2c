using System.Diagnostics;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>An iterator that a <see cref="Cooperator"/> runs step by step (twisted.internet.task.CooperativeTask).</summary>
/// <remarks>It is paused as often as <see cref="Pause"/> was called without a <see cref="Resume"/>. Waiting for a Deferred is apart from
/// that: the task goes on when the Deferred has fired and nobody holds it paused.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CooperativeTask
{
    private readonly Cooperator _cooperator;
    private readonly IEnumerator<Deferred?> _iterator;
    private List<Deferred<IEnumerator<Deferred?>>>? _waiters;
    private Arrival? _arrival;
    private Failure? _failure;
    private Deferred? _unheard;
    private Progress _progress;
    private int _pauses;

    internal CooperativeTask(Cooperator cooperator, IEnumerator<Deferred?> iterator)
    {
        _cooperator = cooperator;
        _iterator = iterator;
        Place = new LinkedListNode<CooperativeTask>(this);
    }

    private enum Progress
    {
        /// <summary>It can go on, and stands in the line unless it is paused.</summary>
        Ready,

        /// <summary>Its iterator is running right now.</summary>
        Stepping,

        /// <summary>For a Deferred that it yielded.</summary>
        Waiting,

        /// <summary>From here on it has ended.</summary>
        Done,
        Failed,
        Stopped,
        SchedulerStopped,
    }

    /// <summary>Its place in the line, of which it is in the list only while it stands there.</summary>
    internal LinkedListNode<CooperativeTask> Place { get; }

    internal bool HasEnded => _progress >= Progress.Done;

    /// <summary>A new Deferred for the task's end.</summary>
    /// <returns>It fires with the iterator when that has come to its end. It fails as the iterator did, with a failure of a Deferred that
    /// was yielded, with <see cref="TaskStoppedException"/> or with <see cref="SchedulerStoppedException"/>. Cancelling it does not stop
    /// the task.</returns>
    public Deferred<IEnumerator<Deferred?>> WhenDone()
    {
        var done = new Deferred<IEnumerator<Deferred?>>();
        if (HasEnded)
        {
            _unheard?.Chain.MarkFailureSeen();
            _unheard = null;
            Fire(done);
        }
        else
        {
            (_waiters ??= []).Add(done);
        }
        return done;
    }

    /// <summary>Holds the task until a matching <see cref="Resume"/>.</summary>
    /// <exception cref="TaskFinishedException">It has ended.</exception>
    /// <exception cref="SchedulerStoppedException">It has ended with its Cooperator.</exception>
    public void Pause()
    {
        RequireUnfinished();
        if (++_pauses == 1)
            _cooperator.Remove(this);
    }

    /// <summary>Takes one <see cref="Pause"/> back; at the last one the task goes on, unless it has ended meanwhile or waits for a
    /// Deferred.</summary>
    /// <exception cref="NotPausedException">It is not paused.</exception>
    public void Resume()
    {
        if (_pauses == 0)
            throw new NotPausedException($"Resume needs a task that was paused, but it is {this}.");
        if (--_pauses == 0 && _progress == Progress.Ready)
            _cooperator.Add(this);
    }

    /// <summary>Ends the task; its iterator makes no further step and is disposed.</summary>
    /// <remarks>A Deferred that it waits for is left alone.</remarks>
    /// <exception cref="TaskFinishedException">It has ended.</exception>
    /// <exception cref="SchedulerStoppedException">It has ended with its Cooperator.</exception>
    public void Stop()
    {
        RequireUnfinished();
        End(Progress.Stopped, new Failure(new TaskStoppedException("The task was stopped before its iterator came to its end.")));
    }

    /// <summary>Its state in words.</summary>
    public override string ToString()
    {
        var paused = _pauses > 0 && !HasEnded ? $", paused {_pauses}" : "";
        var failure = _progress == Progress.Failed ? $" {_failure}" : "";
        return $"<CooperativeTask {_progress}{failure}{paused}>";
    }

    /// <summary>One step of the iterator.</summary>
    internal void Step()
    {
        _progress = Progress.Stepping;
        bool isMore;
        Deferred? toWaitFor = null;
        Failure? failure = null;
        try
        {
            isMore = _iterator.MoveNext();
            if (isMore)
                toWaitFor = _iterator.Current;
        }
        catch (Exception e)
        {
            isMore = false;
            failure = new Failure(e);
        }
        if (_progress != Progress.Stepping)
        {
            // It was stopped from inside its own step, and has ended: what the step came to has no listener any more.
            if (failure is not null)
                Log.Err(failure, "A cooperative task failed after it was stopped");
            DisposeIterator();
            return;
        }
        _progress = Progress.Ready;
        if (failure is not null)
            End(Progress.Failed, failure);
        else if (!isMore)
            End(Progress.Done, null);
        else if (toWaitFor is not null)
            WaitFor(toWaitFor);
        else
            GoOn();
    }

    internal void StopWithCooperator()
    {
        if (!HasEnded)
            End(Progress.SchedulerStopped, new Failure(new SchedulerStoppedException("The Cooperator of this task is stopped.")));
    }

    private void WaitFor(Deferred deferred)
    {
        _progress = Progress.Waiting;
        _arrival ??= new Arrival(this);
        _arrival.AddTo(deferred.Chain);
    }

    private void GoOn()
    {
        _progress = Progress.Ready;
        if (_pauses == 0)
            _cooperator.Add(this);
    }

    private void End(Progress how, Failure? failure)
    {
        var isStepping = _progress == Progress.Stepping;
        _progress = how;
        _failure = failure;
        _cooperator.Remove(this);
        // An iterator must not be disposed while it runs; then Step does it.
        if (!isStepping)
            DisposeIterator();
        if (_waiters is not { } waiters)
        {
            if (how == Progress.Failed)
                ReportUnlessHeard();
            return;
        }
        // Last, for a callback may do anything to this task, the others and the Cooperator.
        _waiters = null;
        foreach (var waiter in waiters)
            Fire(waiter);
    }

    private void Fire(Deferred<IEnumerator<Deferred?>> done)
    {
        if (_failure is { } failure)
            done.Errback(failure);
        else
            done.Callback(_iterator);
    }

    /// <summary>A failure of which nobody asks by <see cref="WhenDone"/> is logged, as that of any Deferred.</summary>
    private void ReportUnlessHeard()
    {
        _unheard = new Deferred();
        _unheard.Errback(_failure!); // Only called with one.
    }

    private void DisposeIterator()
    {
        try
        {
            _iterator.Dispose();
        }
        catch (Exception e)
        {
            Log.Err(e, "while disposing the iterator of a cooperative task");
        }
    }

    private void RequireUnfinished([CallerMemberName] string? operation = null)
    {
        if (!HasEnded)
            return;
        var message = $"{operation} needs a task that has not ended, but it is {this}.";
        throw _progress switch
        {
            Progress.Done => new TaskDoneException(message),
            Progress.Failed => new TaskFailedException(message, _failure?.Value),
            Progress.Stopped => new TaskStoppedException(message),
            _ => (SchedulerException)new SchedulerStoppedException(message),
        };
    }

    /// <summary>Waits on a chain, one at a time, and leaves its result there.</summary>
    private sealed class Arrival(CooperativeTask task) : Link
    {
        private DeferredChain? _chain;

        internal void AddTo(DeferredChain chain)
        {
            _chain = chain;
            chain.AddPassing(this);
        }

        internal override object? Run(object? result)
        {
            var chain = _chain;
            _chain = null;
            // Stopped while it waited: a failure then stays where it is, to be handled there or logged.
            if (task._progress != Progress.Waiting)
                return result;
            if (result is Failure failure)
            {
                chain?.MarkFailureSeen();
                task.End(Progress.Failed, failure);
            }
            else
            {
                task.GoOn();
            }
            return result;
        }
    }
}
