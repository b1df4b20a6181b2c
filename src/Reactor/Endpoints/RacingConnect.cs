using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A connection to a name: resolves it, then races attempts to its addresses (RFC 8305, Happy Eyeballs).</summary>
/// <remarks>The next address is tried when the last attempt has had its delay, or at once when one fails. The first connection there is
/// wins: from then on it is the only one, even if its protocol refuses. One timer covers it all. Giving an attempt up stops its factory,
/// which may be user code that cancels: so nothing after such a call relies on what it knew before.</remarks>
internal sealed class RacingConnect : ICanceller
{
    private readonly ConnectTarget _target;
    private readonly IFactory _factory;
    private readonly Func<string, IClientFactory, IConnector> _connect;
    private readonly Deferred<IProtocol> _result;
    private readonly DelayedCall _timeout;
    private readonly List<Attempt> _running = [];
    private readonly List<(IPAddress Address, Failure Reason)> _failures = [];
    private Deferred<IReadOnlyList<IPAddress>>? _lookup;
    private DelayedCall? _nextAttempt;
    private IReadOnlyList<IPAddress> _addresses = [];
    private int _started;
    private Progress _state;

    internal RacingConnect(ConnectTarget target, IFactory factory, Func<string, IClientFactory, IConnector> connect)
    {
        _target = target;
        _factory = factory;
        _connect = connect;
        _result = new Deferred<IProtocol>(this);
        _timeout = target.Reactor.CallLater(target.Timeout, TimedOut);
    }

    private enum Progress
    {
        Resolving,
        Racing,
        Won,
        Over,
    }

    internal Deferred<IProtocol> Result => _result;

    internal void Start()
    {
        try
        {
            (_factory as IConnectListener)?.Resolving();
            var resolver = _target.Reactor.NameResolver;
            var lookup = _target.OnlyFamily is { } family
                ? resolver.ResolveHostName(_target.Host, family)
                : resolver.ResolveHostName(_target.Host);
            // A stand-in of a test's gives null where nobody told it what to give.
            _lookup = lookup ?? throw new InvalidOperationException($"The name resolver {resolver} gave null for {_target.Host}.");
        }
        catch (Exception e)
        {
            Fail(new Failure(e));
            return;
        }
        _lookup.AddCallbacks(Resolved, Unresolved).AddErrback(Fail);
    }

    void ICanceller.Cancel()
    {
        var before = Stop();
        // First: giving up may lead user code to cancel again, and this is the answer to both.
        _result.Errback(new ConnectingCancelledException(_target.Address));
        GiveUp(before);
    }

    private void Resolved(IReadOnlyList<IPAddress> found)
    {
        if (_state != Progress.Resolving)
            return;
        _addresses = Interleave(found, _target.OnlyFamily);
        if (_addresses.Count == 0)
        {
            Fail(new Failure(new DNSLookupException(_target.OnlyFamily is { } family
                ? $"{_target.Host} has no {FamilyName(family)} address."
                : $"{_target.Host} has no address.")));
            return;
        }
        _state = Progress.Racing;
        (_factory as IConnectListener)?.Connecting();
        // Whoever hears it may have cancelled.
        if (_state == Progress.Racing)
            StartNext();
    }

    private void Unresolved(Failure reason)
    {
        if (_state == Progress.Resolving)
            Fail(reason);
    }

    private void StartNext()
    {
        Attempt attempt;
        Failure? refusal;
        // What the reactor refuses for one address it may refuse for all, and a name may have thousands: no call in a call for each.
        do
        {
            var address = _addresses[_started++];
            attempt = new Attempt(this, _factory, address);
            _running.Add(attempt);
            // Timed before it starts: its start may be the end of the race.
            _nextAttempt = _started < _addresses.Count ? _target.Reactor.CallLater(_target.AttemptDelay, StartNext) : null;
            refusal = attempt.Start(f => _connect(address.ToString(), f));
        }
        while (refusal is not null && IsNextDue(attempt, refusal));
    }

    private void AttemptFailed(Attempt attempt, Failure reason)
    {
        if (IsNextDue(attempt, reason))
            StartNext();
    }

    /// <summary>Takes note of an attempt's failure, which may be the race's; tells whether to try another address now.</summary>
    private bool IsNextDue(Attempt attempt, Failure reason)
    {
        _running.Remove(attempt);
        if (_state == Progress.Won)
            Fail(reason);
        if (_state != Progress.Racing)
            return false;
        _failures.Add((attempt.Address, reason));
        if (_started < _addresses.Count)
        {
            StopTimer(ref _nextAttempt);
            return true;
        }
        if (_running.Count == 0)
            Fail(ConnectFailures.Summary(_target.Address, _failures));
        return false;
    }

    private void AttemptReached(Attempt winner)
    {
        _state = Progress.Won;
        StopTimer(ref _nextAttempt);
        Abandon(except: winner);
    }

    private void AttemptSucceeded(IProtocol protocol)
    {
        _state = Progress.Over;
        _running.Clear();
        CancelTimeout();
        _result.Callback(protocol);
    }

    private void TimedOut()
    {
        var progress = _state == Progress.Resolving
            ? "the name was still being looked up"
            : $"{_started} of {_addresses.Count} addresses were tried";
        Fail(ConnectFailures.TimedOut(
            $"Connecting to {_target.Address} took longer than {_target.Timeout.TotalSeconds:0.###} s; {progress}.", _failures));
    }

    private void Fail(Failure reason)
    {
        if (_state == Progress.Over)
        {
            Log.Err(reason, $"after connecting to {_target.Address} was over");
            return;
        }
        GiveUp(Stop());
        if (!_result.Called)
            _result.Errback(reason);
    }

    private Progress Stop()
    {
        var before = _state;
        _state = Progress.Over;
        CancelTimeout();
        StopTimer(ref _nextAttempt);
        return before;
    }

    private void GiveUp(Progress before)
    {
        Abandon(except: null);
        if (before == Progress.Resolving)
            _lookup?.Cancel();
    }

    private void Abandon(Attempt? except)
    {
        for (var last = _running.Count - 1; last >= 0; last = Math.Min(last, _running.Count) - 1)
        {
            var attempt = _running[last];
            if (attempt == except)
                continue;
            _running.RemoveAt(last);
            attempt.Abandon();
        }
    }

    private void CancelTimeout()
    {
        if (_timeout.Active)
            _timeout.Cancel();
    }

    private static string FamilyName(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    private static void StopTimer(ref DelayedCall? timer)
    {
        if (timer is { Active: true })
            timer.Cancel();
        timer = null;
    }

    /// <summary>RFC 8305 section 4: the families take turns, the resolver's first choice first; within a family its order stays.</summary>
    private static IReadOnlyList<IPAddress> Interleave(IReadOnlyList<IPAddress> found, AddressFamily? only)
    {
        if (found.Count == 1 && (only is null || found[0].AddressFamily == only))
            return found;
        var first = new List<IPAddress>(found.Count);
        var second = new List<IPAddress>();
        foreach (var address in found)
        {
            if (only is not null && address.AddressFamily != only)
                continue;
            (first.Count == 0 || address.AddressFamily == first[0].AddressFamily ? first : second).Add(address);
        }
        for (var i = 0; i < second.Count; i++)
            first.Insert(Math.Min((2 * i) + 1, first.Count), second[i]);
        return first;
    }

    private sealed class Attempt(RacingConnect race, IFactory factory, IPAddress address) : ConnectAttempt(factory)
    {
        internal IPAddress Address { get; } = address;

        protected override void Reached() => race.AttemptReached(this);

        protected override void Succeeded(IProtocol protocol) => race.AttemptSucceeded(protocol);

        protected override void Failed(Failure reason) => race.AttemptFailed(this, reason);
    }
}
