using System.Diagnostics;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A lock between processes that see the same file system (twisted.internet.defer.DeferredFilesystemLock).</summary>
/// <remarks>The lock is a symbolic link whose target is the id of the process that holds it, as twisted.python.lockfile makes it; processes
/// of both kinds respect each other. A link whose process is gone is removed. Process ids mean something on one machine only (and in one
/// container), so the lock does too. Every look at the file system blocks the reactor for as long as it takes.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DeferredFilesystemLock
{
    /// <summary>How often one attempt looks again when the link has gone, or its process has, before it calls that locked.</summary>
    private const int MaxLooks = 16;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly IReactorTime _clock;
    private readonly ILockLinks _links;
    private Attempt? _attempt;

    /// <summary>A lock that is not taken.</summary>
    /// <param name="name">The path of the link.</param>
    /// <param name="clock">The reactor, or a test's clock; it times the attempts.</param>
    public DeferredFilesystemLock(string name, IReactorTime clock) : this(name, clock, LockLinks.Instance) { }

    internal DeferredFilesystemLock(string name, IReactorTime clock, ILockLinks links)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(clock);
        Name = name;
        _clock = clock;
        _links = links;
    }

    /// <summary>The path of the link.</summary>
    public string Name { get; }

    /// <summary>Whether this object has taken the lock and not given it back (Twisted's locked).</summary>
    public bool IsLocked { get; private set; }

    /// <summary>Whether the holder before us gave the lock back itself (Twisted's clean): false when it ended with it, null before this
    /// object has taken it for the first time.</summary>
    public bool? WasClean { get; private set; }

    /// <summary>Takes the lock now and then every second, until it has it.</summary>
    /// <param name="timeout">How long to try, zero or more; null for ever.</param>
    /// <returns>A Deferred that fires when this process has the lock. It fails with <see cref="TimeoutException"/> when the time is over,
    /// with <see cref="AlreadyTryingToLockException"/> when this object tries already, with <see cref="CancelledException"/> when it is
    /// cancelled, and with what went wrong in the file system. Before it gives up for the time or a cancellation it tries once more, and
    /// fires when it has the lock then.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public Deferred DeferUntilLocked(TimeSpan? timeout = null) => DeferUntilLocked(timeout, CancellationToken.None);

    /// <summary>Takes the lock, with the timeout in seconds as ported lines write it; see
    /// <see cref="DeferUntilLocked(TimeSpan?)"/>.</summary>
    /// <param name="seconds">How long to try, zero or more.</param>
    /// <returns>A Deferred that fires when this process has the lock, or fails.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative or not a number.</exception>
    public Deferred DeferUntilLocked(double seconds) => DeferUntilLocked(TimeUnits.Delay(seconds));

    /// <inheritdoc cref="DeferUntilLocked(TimeSpan?)"/>
    /// <param name="cancellationToken">Cancels the wait, from any thread; one that is cancelled already does not try.</param>
    public Deferred DeferUntilLocked(CancellationToken cancellationToken) => DeferUntilLocked(null, cancellationToken);

    /// <inheritdoc cref="DeferUntilLocked(TimeSpan?)"/>
    /// <param name="timeout">How long to try, zero or more; null for ever.</param>
    /// <param name="cancellationToken">Cancels the wait, from any thread; one that is cancelled already does not try.</param>
    public Deferred DeferUntilLocked(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout ?? TimeSpan.Zero, TimeSpan.Zero, nameof(timeout));
        if (_attempt is not null)
            return Deferred.Fail(new AlreadyTryingToLockException($"{this} has to get the lock, or give up, before it can try again."));
        if (cancellationToken.IsCancellationRequested)
            return Deferred.Fail(new CancelledException());
        try
        {
            if (TryLock())
                return Deferred.Succeed();
        }
        catch (Exception e)
        {
            return Deferred.Fail(e);
        }
        _attempt = new Attempt(this, timeout);
        _attempt.Result.CancelOn(cancellationToken);
        return _attempt.Result;
    }

    /// <summary>Takes the lock if it is free (Twisted's lock).</summary>
    /// <returns>Whether it has it now; false also when this process has it already.</returns>
    /// <exception cref="IOException">The link cannot be made, or there is something else of its name.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us.</exception>
    /// <exception cref="PlatformNotSupportedException">There are no symbolic links here.</exception>
    public bool TryLock()
    {
        var isClean = true;
        for (var look = 0; look < MaxLooks; look++)
        {
            if (_links.TryCreate(Name, Environment.ProcessId))
            {
                IsLocked = true;
                WasClean = isClean;
                return true;
            }
            if (_links.Owner(Name) is not { } owner)
                continue;
            if (_links.IsRunning(owner))
                return false;
            // Two that find the same dead owner race here, as in Twisted: the later removal can hit the winner's new link.
            _links.Remove(Name);
            isClean = false;
        }
        return false;
    }

    /// <summary>Gives the lock back (Twisted's unlock). It is the process that holds a lock: another object of this process may give it
    /// back, too.</summary>
    /// <exception cref="InvalidOperationException">There is no lock, or another process holds it.</exception>
    /// <exception cref="IOException">There is something of its name that is no lock.</exception>
    public void Unlock()
    {
        if (_links.Owner(Name) is not { } owner)
            throw new InvalidOperationException($"{this} cannot be unlocked: nobody holds the lock.");
        if (owner != Environment.ProcessId)
            throw new InvalidOperationException(
                $"{this} cannot be unlocked: process {owner} holds the lock, and this is process {Environment.ProcessId}.");
        _links.Remove(Name);
        IsLocked = false;
    }

    /// <summary>Its state in words.</summary>
    public override string ToString() =>
        $"<DeferredFilesystemLock {Name} {(IsLocked ? "locked" : "unlocked")}{(_attempt is null ? "" : ", trying")}>";

    /// <summary>One DeferUntilLocked that did not get the lock at once.</summary>
    private sealed class Attempt : ICanceller
    {
        private readonly DeferredFilesystemLock _lock;
        private readonly DelayedCall? _end;
        private DelayedCall _retry;

        internal Attempt(DeferredFilesystemLock filesystemLock, TimeSpan? timeout)
        {
            _lock = filesystemLock;
            Result = new Deferred(this);
            // Before the retry: of two calls due at the same time the first made is the first called.
            if (timeout is { } limit)
                _end = _lock._clock.CallLater(limit, () => TimeOut(limit));
            _retry = _lock._clock.CallLater(RetryInterval, Retry);
        }

        internal Deferred Result { get; }

        public void Cancel()
        {
            Stop();
            // Otherwise whoever cancels fails it.
            if (_lock.TryLock())
                Result.Callback();
        }

        private void Retry()
        {
            if (!TryToFire())
                _retry = _lock._clock.CallLater(RetryInterval, Retry);
        }

        private void TimeOut(TimeSpan limit)
        {
            if (TryToFire())
                return;
            Stop();
            Result.Errback(new TimeoutException($"The lock '{_lock.Name}' was not to be had within {limit.TotalSeconds:0.###} s."));
        }

        /// <summary>Looks once more; false when nothing has come of it.</summary>
        private bool TryToFire()
        {
            Failure? failure = null;
            try
            {
                if (!_lock.TryLock())
                    return false;
            }
            catch (Exception e)
            {
                failure = new Failure(e);
            }
            Stop();
            if (failure is null)
                Result.Callback();
            else
                Result.Errback(failure);
            return true;
        }

        /// <summary>Ends the attempt before its Deferred fires, so that callbacks may start the next.</summary>
        private void Stop()
        {
            _lock._attempt = null;
            if (_retry.Active)
                _retry.Cancel();
            if (_end is { Active: true })
                _end.Cancel();
        }
    }
}
