namespace TwistedSharp.Internet;

/// <summary>The one producer a transport may have, and whether it is held back (twisted.internet.abstract.FileDescriptor).</summary>
internal struct ProducerSlot
{
    /// <summary>A push producer is paused above this many queued bytes (Twisted's bufferSize).</summary>
    private const int HighWater = 64 * 1024;

    private IProducer? _producer;
    private State _state;

    private enum State
    {
        None,

        /// <summary>Push, writing as it likes.</summary>
        Pushing,

        /// <summary>Push, being told to pause: what it writes there does not tell it again.</summary>
        Pausing,

        /// <summary>Push, paused until the queue is empty.</summary>
        Held,

        /// <summary>Pull, asked for a piece whenever the queue is empty.</summary>
        Pulled,
    }

    internal readonly IProducer? Producer => _producer;

    /// <summary>Whether it is a push producer.</summary>
    internal readonly bool IsStreaming => _state is State.Pushing or State.Pausing or State.Held;

    /// <summary>Whether it is a push producer that was paused.</summary>
    internal readonly bool IsHeld => _state is State.Pausing or State.Held;

    /// <summary>Whether it waits for the queue to be empty.</summary>
    internal readonly bool IsWaiting => _state is State.Held or State.Pulled;

    internal void Register(IProducer producer, bool streaming)
    {
        if (streaming && producer is not IPushProducer)
            throw new ArgumentException($"A streaming producer is an {nameof(IPushProducer)}; {producer} is not.", nameof(producer));
        _producer = producer;
        _state = streaming ? State.Pushing : State.Pulled;
        if (!streaming)
            producer.ResumeProducing();
    }

    internal void Unregister()
    {
        _producer = null;
        _state = State.None;
    }

    /// <summary>Bytes were queued: pauses a push producer above the mark.</summary>
    internal void Queued(int queuedBytes)
    {
        if (queuedBytes <= HighWater || _state is not (State.Pushing or State.Held))
            return;
        // Told again by each write above the mark: it may have resumed itself (Twisted does the same).
        _state = State.Pausing;
        try
        {
            ((IPushProducer)_producer!).PauseProducing(); // Checked when it was registered.
        }
        finally
        {
            if (_state == State.Pausing)
                _state = State.Held;
        }
    }

    /// <summary>The queue is empty: asks a producer that waits to go on.</summary>
    internal void Drained()
    {
        if (_state == State.Held)
            _state = State.Pushing;
        _producer?.ResumeProducing();
    }
}
