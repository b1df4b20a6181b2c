namespace TwistedSharp.Internet;

/// <content>The producer: the queue that fills is the one below, so it is registered there, but not before the handshake is done.</content>
internal sealed partial class TlsTransport
{
    /// <summary>A push producer is paused above this many bytes that wait for the handshake; the mark of the queue below.</summary>
    private const int HighWater = 64 * 1024;

    private IProducer? _producer;
    private Below? _below;
    private bool _streaming;
    private bool _held;
    private Telling _pause;

    private enum Telling
    {
        Nothing,

        /// <summary>The producer is to be paused as soon as its code may run.</summary>
        Due,

        /// <summary>It is being told: what it writes there does not tell it again.</summary>
        Underway,
    }

    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer is not null)
            throw new InvalidOperationException($"Cannot register {producer}: {_producer} is registered already; unregister it first.");
        if (streaming && producer is not IPushProducer)
            throw new ArgumentException($"A streaming producer is an {nameof(IPushProducer)}; {producer} is not.", nameof(producer));
        if (!CanWrite())
        {
            producer.StopProducing();
            return;
        }
        // It may write at once, or be done at once.
        (_producer, _streaming, _held) = (producer, streaming, false);
        if (!IsHandshaking)
            AdoptProducer();
    }

    public void UnregisterProducer()
    {
        if (_producer is null)
            return;
        _producer = null;
        _pause = Telling.Nothing;
        if (_below is not null)
        {
            _below = null;
            Inner.UnregisterProducer();
        }
        if (_state == Progress.WaitingForProducer)
            Close();
    }

    /// <summary>Gives the producer to the queue below, which asks or pauses it from now on.</summary>
    private void AdoptProducer()
    {
        if (_producer is not { } producer || _below is not null)
            return;
        _below = new Below(this, producer);
        var held = _held;
        _held = false;
        Inner.RegisterProducer(_below, _streaming);
        if (!held || _producer != producer)
            return;
        try
        {
            producer.ResumeProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "while resuming a producer");
            Break(new Failure(e));
        }
    }

    private void HoldProducerIfFull()
    {
        if (_plainCount <= HighWater || !_streaming || _producer is null)
            return;
        // Told again by each write above the mark, as the queue below does.
        _held = true;
        PauseLater();
    }

    private void PauseLater()
    {
        if (_pause == Telling.Nothing)
            _pause = Telling.Due;
    }

    private void TellProducer()
    {
        _pause = Telling.Nothing;
        if (_producer is not IPushProducer push)
            return;
        _pause = Telling.Underway;
        try
        {
            push.PauseProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "while pausing a producer");
            Break(new Failure(e));
        }
        finally
        {
            if (_pause == Telling.Underway)
                _pause = Telling.Nothing;
        }
    }

    /// <summary>The producer is gone for this connection.</summary>
    private void StopProducer()
    {
        if (_producer is not { } producer)
            return;
        UnregisterProducer();
        try
        {
            producer.StopProducing();
        }
        catch (Exception e)
        {
            Log.Err(e, "while stopping a producer");
        }
    }

    /// <summary>The producer as the queue below sees it: it is not paused while SslStream is on the stack, where its code must not
    /// run.</summary>
    private sealed class Below(TlsTransport owner, IProducer producer) : IPushProducer
    {
        public void PauseProducing()
        {
            if (owner._inSsl)
                owner.PauseLater();
            else
                ((IPushProducer)producer).PauseProducing(); // Only a push producer is paused.
        }

        public void ResumeProducing() => producer.ResumeProducing();

        public void StopProducing()
        {
            // The connection below is lost: it has forgotten this one already.
            owner._below = null;
            owner._producer = null;
            producer.StopProducing();
        }

        public override string ToString() => producer.ToString() ?? "";
    }
}
