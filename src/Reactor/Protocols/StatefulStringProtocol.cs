using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>What a protocol does with a string in one of its states.</summary>
/// <param name="data">The string; valid during the call only.</param>
/// <returns>The next state.</returns>
public delegate string StringPhase(ReadOnlySpan<byte> data);

/// <summary>Gives each string to the phase of the state that a protocol is in (twisted.protocols.basic.StatefulStringProtocol).</summary>
/// <remarks>A part of a string receiver: its StringReceived calls this one's. Twisted's is a second base class, whose methods "proto_STATE"
/// are the phases.</remarks>
public sealed class StatefulStringProtocol
{
    /// <summary>The state to begin with.</summary>
    public const string Init = "init";

    /// <summary>The state that closes the connection.</summary>
    public const string Done = "done";

    private readonly Protocol _receiver;
    private readonly Dictionary<string, StringPhase> _phases = [];

    /// <summary>The states of a receiver.</summary>
    /// <param name="receiver">Whose connection it is.</param>
    public StatefulStringProtocol(Protocol receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        _receiver = receiver;
    }

    /// <summary>The state: "init" at first.</summary>
    public string State
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = Init;

    /// <summary>Says what to do in a state.</summary>
    /// <param name="state">Its name.</param>
    /// <param name="phase">What to do.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentException">The state has a phase already.</exception>
    public StatefulStringProtocol When(string state, StringPhase phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        if (!_phases.TryAdd(state, phase))
            throw new ArgumentException($"The state \"{state}\" has a phase already.", nameof(state));
        return this;
    }

    /// <summary>Does what the state says and goes to the next one; a state that has no phase is logged.</summary>
    /// <param name="data">A string that came.</param>
    public void StringReceived(ReadOnlySpan<byte> data)
    {
        if (!_phases.TryGetValue(State, out var phase))
        {
            Log.Msg($"{_receiver.GetType().Name} got a string of {data.Length} bytes in the state \"{State}\", which has no phase.");
            return;
        }
        State = phase(data);
        if (State == Done)
            _receiver.Transport.LoseConnection();
    }

    /// <inheritdoc/>
    public override string ToString() => $"<StatefulStringProtocol of {_receiver.GetType().Name} {State}>";
}
