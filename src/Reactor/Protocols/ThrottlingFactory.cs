using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Limits how many connections there are, and how many bytes they read and write each second together
/// (twisted.protocols.policies.ThrottlingFactory).</summary>
/// <remarks>The bytes are counted once a second. When there were more than the limit, all connections pause until the average is right
/// again. Writing is held through registered push producers only: a protocol that just writes, and a pull producer, are not held.</remarks>
public class ThrottlingFactory : WrappingFactory
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly IReactorTime _clock;
    private readonly Direction _reads;
    private readonly Direction _writes;

    /// <summary>Wraps a factory.</summary>
    /// <param name="wrappedFactory">It.</param>
    /// <param name="clock">What the seconds are counted by; usually the reactor.</param>
    /// <param name="maxConnectionCount">The most connections at once; more are refused.</param>
    /// <param name="readLimit">The most bytes to read each second; no limit when null.</param>
    /// <param name="writeLimit">The most bytes to write each second; no limit when null.</param>
    public ThrottlingFactory(
        IFactory wrappedFactory, IReactorTime clock, int maxConnectionCount = int.MaxValue, long? readLimit = null, long? writeLimit = null)
        : base(wrappedFactory)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConnectionCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(readLimit ?? 1, 1, nameof(readLimit));
        ArgumentOutOfRangeException.ThrowIfLessThan(writeLimit ?? 1, 1, nameof(writeLimit));
        _clock = clock;
        MaxConnectionCount = maxConnectionCount;
        _reads = new Direction(this, "reads", readLimit, static (p, held) => p.HoldReads(held));
        _writes = new Direction(this, "writes", writeLimit, static (p, held) => p.HoldWrites(held));
    }

    /// <summary>The most connections at once.</summary>
    public int MaxConnectionCount { get; }

    /// <summary>How many connections there are.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>The most bytes to read each second; no limit when null.</summary>
    public long? ReadLimit => _reads.Limit;

    /// <summary>The most bytes to write each second; no limit when null.</summary>
    public long? WriteLimit => _writes.Limit;

    /// <summary>How many bytes were read since the last count, which is made once a second.</summary>
    public long ReadThisSecond => _reads.Used;

    /// <summary>How many bytes were written since the last count, which is made once a second.</summary>
    public long WrittenThisSecond => _writes.Used;

    internal bool ReadsAreHeld => _reads.IsHeld;

    internal bool WritesAreHeld => _writes.IsHeld;

    /// <inheritdoc/>
    public override IProtocol? BuildProtocol(IAddress address)
    {
        if (ConnectionCount >= MaxConnectionCount)
        {
            Log.Msg($"{this} refuses a connection from {address}: {MaxConnectionCount} is the most at once.");
            return null;
        }
        if (base.BuildProtocol(address) is not { } protocol)
            return null;
        if (ConnectionCount++ == 0)
        {
            _reads.Start();
            _writes.Start();
        }
        return protocol;
    }

    /// <inheritdoc/>
    public override void UnregisterProtocol(ProtocolWrapper protocol)
    {
        base.UnregisterProtocol(protocol);
        if (--ConnectionCount > 0)
            return;
        _reads.Stop();
        _writes.Stop();
    }

    internal void RegisterRead(int count) => _reads.Used += count;

    internal void RegisterWritten(int count) => _writes.Used += count;

    /// <inheritdoc/>
    protected sealed override ProtocolWrapper Wrap(IProtocol protocol, IAddress address) => new ThrottlingProtocol(this, protocol);

    /// <summary>What was used of one limit this second, and the hold when that was too much.</summary>
    private sealed class Direction(ThrottlingFactory factory, string name, long? limit, Action<ThrottlingProtocol, bool> hold)
    {
        private DelayedCall? _check;
        private DelayedCall? _release;

        internal long? Limit => limit;

        internal long Used { get; set; }

        internal bool IsHeld => _release is not null;

        internal void Start()
        {
            Used = 0;
            if (limit is { } most)
                _check = factory._clock.CallLater(Second, () => Check(most));
        }

        internal void Stop()
        {
            Cancel(ref _check);
            Cancel(ref _release);
        }

        private static void Cancel(ref DelayedCall? call)
        {
            if (call is { Active: true })
                call.Cancel();
            call = null;
        }

        private void Check(long most)
        {
            if (Used > most)
            {
                // A little past the time when the average is right; a hold of many days is no use to anyone, and no timer takes it.
                var seconds = Math.Min(((double)Used / most) - 1, TimeSpan.SecondsPerDay);
                Log.Msg($"Throttling {name} on {factory}");
                if (_release is null)
                    _release = factory._clock.CallLater(TimeSpan.FromSeconds(seconds), Release);
                else if (_release.GetTime() < factory._clock.Seconds() + seconds)
                    _release.Reset(TimeSpan.FromSeconds(seconds));
                HoldAll(true);
            }
            Used = 0;
            if (factory.ConnectionCount > 0)
                _check = factory._clock.CallLater(Second, () => Check(most));
        }

        private void Release()
        {
            _release = null;
            Log.Msg($"Stopped throttling {name} on {factory}");
            HoldAll(false);
        }

        private void HoldAll(bool held)
        {
            // A copy: a producer that is told may close its connection.
            foreach (var protocol in factory.Protocols.ToArray())
            {
                try
                {
                    hold((ThrottlingProtocol)protocol, held);
                }
                catch (Exception e)
                {
                    // One producer's bug must not keep the others held, nor end the counting.
                    Log.Err(e, $"while {(held ? "holding" : "releasing")} {name} of {protocol}");
                }
            }
        }
    }
}
