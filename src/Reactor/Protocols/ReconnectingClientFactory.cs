using System.Diagnostics;
using System.Globalization;

namespace TwistedSharp.Internet;

/// <summary>A client factory that connects again whenever an attempt fails or a connection ends, each time after a longer wait
/// (twisted.internet.protocol.ReconnectingClientFactory).</summary>
/// <remarks>The waits grow until <see cref="ResetDelay"/> is called, which is up to the protocol: only it knows when a connection is of
/// use. The first wait is <see cref="InitialDelay"/> times <see cref="Factor"/> already, about 2.7 s, as in Twisted.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public class ReconnectingClientFactory : ClientFactory
{
    // The shortest that chance makes a wait, as a part of it.
    private const double LeastPart = 0.1;

    // One factory may serve several connectors, and each has its wait.
    private readonly Dictionary<IConnector, DelayedCall> _waits = [];
    private State _state;

    /// <summary>A factory that begins with the usual waits.</summary>
    /// <param name="clock">What the waits are counted by; usually the reactor.</param>
    public ReconnectingClientFactory(IReactorTime clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Clock = clock;
    }

    private enum State
    {
        Trying,
        Stopped,
    }

    /// <summary>What the waits are counted by.</summary>
    public IReactorTime Clock { get; }

    /// <summary>The longest wait, before <see cref="Jitter"/>; an hour at first.</summary>
    public TimeSpan MaxDelay { get; set => field = RequirePositive(value); } = TimeSpan.FromHours(1);

    /// <summary>What the waits begin from; a second at first. Takes effect with <see cref="ResetDelay"/>, or before the first
    /// wait.</summary>
    public TimeSpan InitialDelay
    {
        get;
        set
        {
            field = RequirePositive(value);
            if (Retries == 0)
                Delay = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>How many times longer each wait is than the one before; e at first.</summary>
    public double Factor
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = Math.E;

    /// <summary>How much chance there is in a wait, so that clients which lost their server together do not come back together: the
    /// standard deviation, as a part of the wait. 0.119626565582 at first; none when zero.</summary>
    public double Jitter
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 0.119626565582;

    /// <summary>Where the chance comes from.</summary>
    public Random Random { get; set; } = Random.Shared;

    /// <summary>How many attempts in a row may fail before it gives up; null, the default, for never.</summary>
    public int? MaxRetries { get; set; }

    /// <summary>How long the last wait was; <see cref="InitialDelay"/> before the first.</summary>
    public TimeSpan Delay { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many attempts there were since the last <see cref="ResetDelay"/>.</summary>
    public int Retries { get; private set; }

    /// <summary>Whether it connects again; <see cref="StopTrying"/> ends that.</summary>
    public bool ContinueTrying => _state == State.Trying;

    /// <summary>The connector that began, failed or ended last.</summary>
    public IConnector? Connector { get; private set; }

    /// <inheritdoc/>
    public override void StartedConnecting(IConnector connector) => Connector = connector;

    /// <inheritdoc/>
    public override void ClientConnectionFailed(IConnector connector, Failure reason) => Again(connector);

    /// <inheritdoc/>
    public override void ClientConnectionLost(IConnector connector, Failure reason) => Again(connector);

    /// <summary>Has a connector connect again after the next wait, unless the attempts are used up or <see cref="StopTrying"/> was
    /// called.</summary>
    /// <param name="connector">The connector; <see cref="Connector"/> when null.</param>
    /// <exception cref="InvalidOperationException">None is given, and there was none yet.</exception>
    public void Retry(IConnector? connector = null)
    {
        if (_state == State.Stopped)
        {
            Say($"Abandoning {connector ?? Connector} on explicit request");
            return;
        }
        connector ??= Connector ?? throw new InvalidOperationException($"{this} has no connector to retry: none has begun.");
        Retries++;
        if (Retries > MaxRetries)
        {
            Say($"Abandoning {connector} after {Retries - 1} retries");
            return;
        }
        Delay = NextDelay();
        Say(string.Create(CultureInfo.InvariantCulture, $"{connector} will retry in {Delay.TotalSeconds:F1} seconds"));
        Forget(connector);
        _waits[connector] = Clock.CallLater(Delay, () =>
        {
            _waits.Remove(connector);
            connector.Connect();
        });
    }

    /// <summary>Ends the attempts: the waits, and an attempt of <see cref="Connector"/> that is under way. A connection that is up
    /// stays.</summary>
    public void StopTrying()
    {
        foreach (var connector in _waits.Keys.ToArray())
            Forget(connector);
        _state = State.Stopped;
        try
        {
            Connector?.StopConnecting();
        }
        catch (NotConnectingException)
        {
            // It waited, or is connected.
        }
    }

    /// <summary>Begins from <see cref="InitialDelay"/> again; for a connection that turned out to be of use.</summary>
    public void ResetDelay()
    {
        Delay = InitialDelay;
        Retries = 0;
        _state = State.Trying;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"<{GetType().Name} {(_waits.Count == 0 ? _state : "Waiting")}, {Retries} retries, {Delay.TotalSeconds:F1} s>");

    private static TimeSpan RequirePositive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }

    private void Again(IConnector connector)
    {
        if (_state != State.Trying)
            return;
        Connector = connector;
        Retry();
    }

    private TimeSpan NextDelay()
    {
        var delay = Math.Min(Delay.TotalSeconds * Factor, MaxDelay.TotalSeconds);
        // A large jitter reaches below zero, from where no factor leads up again, and above what a timer takes.
        if (Jitter > 0)
            delay *= Math.Max(LeastPart, 1 + (Jitter * NextNormal()));
        return TimeSpan.FromSeconds(Math.Min(delay, TimeSpan.FromDays(365).TotalSeconds));
    }

    /// <summary>A number from the standard normal distribution (Box and Muller).</summary>
    private double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble())) * Math.Cos(2 * Math.PI * Random.NextDouble());

    private void Forget(IConnector connector)
    {
        if (_waits.Remove(connector, out var wait) && wait.Active)
            wait.Cancel();
    }

    private void Say(string message)
    {
        if (Noisy)
            Log.Msg(message);
    }
}
