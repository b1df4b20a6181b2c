using TwistedSharp.Defer;
using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>Carries a body from something that is awaited to a consumer, a piece at a time.</summary>
/// <remarks>Between pieces it waits while the consumer is full, so at most one piece is in memory. What is awaited may end on any thread;
/// the rest is done on the reactor's. Nothing is told after a stop, whatever ends then.</remarks>
internal abstract class BodyPump : ICanceller
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Deferred _done;
    private Deferred? _gate;
    private Progress _state;

    private protected BodyPump() => _done = new Deferred(this);

    private enum Progress
    {
        Flowing,
        Paused,
        Finished,
        Stopped,
    }

    private protected enum Activity
    {
        Waiting,

        /// <summary>A piece is being fetched: what it is fetched from is in use.</summary>
        Fetching,
    }

    /// <summary>What the pump does, for closing.</summary>
    private protected Activity Doing { get; private set; }

    internal Deferred Start(IConsumer consumer)
    {
        Carry(consumer).AddErrback(static failure => Log.Err(failure, "A body was carried no further"));
        return _done;
    }

    internal void Pause()
    {
        if (_state == Progress.Flowing)
            _state = Progress.Paused;
    }

    internal void Resume()
    {
        if (_state != Progress.Paused)
            return;
        _state = Progress.Flowing;
        OpenGate();
    }

    internal void Stop()
    {
        if (_state is Progress.Finished or Progress.Stopped)
            return;
        _state = Progress.Stopped;
        TryClose();
        _stopping.Cancel();
        OpenGate();
    }

    public void Cancel() => Stop();

    /// <summary>Gets the next piece; false at the end.</summary>
    private protected abstract ValueTask<bool> Fetch(CancellationToken stopping);

    /// <summary>The piece that was got last; valid until the next is asked for.</summary>
    private protected abstract ReadOnlyMemory<byte> Piece { get; }

    /// <summary>It is over, in whatever way, once and before anybody is told; may be while fetching.</summary>
    private protected abstract void Close();

    private async Deferred Carry(IConsumer consumer)
    {
        try
        {
            while (await IsOpen())
            {
                if (!await FetchNext())
                {
                    Finish();
                    return;
                }
                // It may have been paused meanwhile, or stopped.
                if (await IsOpen())
                    consumer.Write(Piece.Span);
            }
            Stopped();
        }
        catch (Exception) when (_state == Progress.Stopped)
        {
            Stopped(); // Its own doing: what is stopped fails.
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private async Deferred<bool> FetchNext()
    {
        Doing = Activity.Fetching;
        try
        {
            return await Fetch(_stopping.Token);
        }
        finally
        {
            Doing = Activity.Waiting;
        }
    }

    private void Finish()
    {
        if (_state == Progress.Stopped)
        {
            Stopped();
            return;
        }
        _state = Progress.Finished;
        Close();
        _done.Callback();
    }

    private void Fail(Exception reason)
    {
        if (_state != Progress.Finished)
        {
            _state = Progress.Finished;
            TryClose();
        }
        _done.Errback(reason);
    }

    /// <summary>A stop has found its end: what could not be closed while it was in use can be now.</summary>
    private protected virtual void Stopped() { }

    private async Deferred<bool> IsOpen()
    {
        while (_state == Progress.Paused)
            await (_gate = new Deferred());
        return _state == Progress.Flowing;
    }

    private void OpenGate()
    {
        var gate = _gate;
        _gate = null;
        gate?.Callback();
    }

    private void TryClose()
    {
        try
        {
            Close();
        }
        catch (Exception e)
        {
            Log.Err(e, "What a body came from could not be closed");
        }
    }
}
