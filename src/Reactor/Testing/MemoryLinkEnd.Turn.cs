namespace TwistedSharp.Internet.Testing;

/// <content>A turn: what goes out, what comes in, and how it ends.</content>
internal sealed partial class MemoryLinkEnd
{
    /// <summary>Delivers to the other end and does what follows at this one; true when anything happened.</summary>
    internal bool Turn(int chunkSize)
    {
        if (_state == State.Ending && _endReason is { } reason)
        {
            Lose(reason);
            return true;
        }
        if (_state == State.Lost)
            return false;
        var happened = _isDue && Send(chunkSize);
        return SeePeersEnd() || happened;
    }

    /// <summary>Sends once; when everything is sent, what waits for that comes.</summary>
    private bool Send(int chunkSize)
    {
        if (Queued > 0)
        {
            if (!Deliver(chunkSize))
                return false;
            if (Queued > 0 || !ClearConnected)
                return true;
        }
        _isDue = false;
        Drained();
        return true;
    }

    private bool Deliver(int chunkSize)
    {
        if (!Other.ClearConnected)
        {
            // The first bytes to a peer that is gone are sent like any others; its reset is the answer to the next.
            if (_isRefused)
                Lose(Reset());
            else
                _queue.Consume(Math.Min(chunkSize, Queued));
            _isRefused = true;
            return true;
        }
        if (Other._state == State.Open && Other._reading == Reading.Paused)
            return false;
        var chunk = _queue.Front(chunkSize).ToArray();
        _queue.Consume(chunk.Length);
        // An end that is closing reads no more, but its system takes the bytes.
        if (Other._state == State.Open)
            Other.Receive(chunk);
        return true;
    }

    private void Receive(byte[] chunk)
    {
        try
        {
            _protocol.DataReceived(chunk);
        }
        catch (Exception e)
        {
            Break(e, "while handling received data");
        }
        Array.Fill(chunk, Poison);
    }

    private void Drained()
    {
        if (_producer.IsWaiting)
        {
            try
            {
                _producer.Drained();
            }
            catch (Exception e)
            {
                Break(e, "while resuming a producer");
            }
        }
        else if (_producer.Producer is null)
        {
            if (_state == State.Closing)
                Lose(new Failure(new ConnectionDoneException($"The connection to {peer} was closed cleanly from our side.")));
            else if (_writing == Writing.Ending)
                EndWriting();
        }
    }

    private void EndWriting()
    {
        _writing = Writing.Ended;
        if (_protocol is IHalfCloseableProtocol protocol)
        {
            try
            {
                protocol.WriteConnectionLost();
            }
            catch (Exception e)
            {
                Break(e, "while telling a protocol of its closed writing end");
            }
        }
        CloseIfBothEnded();
    }

    /// <summary>The peer's end comes behind its last byte, and to an end that reads; another one learns of it when it writes.</summary>
    private bool SeePeersEnd()
    {
        if (_state != State.Open)
            return false;
        if (_reading == Reading.Flowing && Other.SendsNoMore && Other.Queued == 0)
            EndReading();
        else if (_isRefused)
            Lose(Reset());
        else
            return false;
        return true;
    }

    private void EndReading()
    {
        if (_protocol is not IHalfCloseableProtocol protocol)
        {
            Lose(new Failure(new ConnectionDoneException($"The connection to {peer} was closed cleanly by the peer.")));
            return;
        }
        _reading = Reading.Ended;
        try
        {
            protocol.ReadConnectionLost();
        }
        catch (Exception e)
        {
            Break(e, "while telling a protocol that the peer sends no more");
        }
        CloseIfBothEnded();
    }

    private void CloseIfBothEnded()
    {
        if (_reading == Reading.Ended && _writing == Writing.Ended)
            LoseClear();
    }

    private Failure Reset() => new(new ConnectionLostException($"The connection to {peer} was reset by the peer."));

    /// <summary>User code threw: that ends the connection, and the loop lives.</summary>
    private void Break(Exception exception, string doing)
    {
        var failure = new Failure(exception);
        Log.Err(failure, doing);
        Lose(failure);
    }

    private void Lose(Failure reason)
    {
        if (_state == State.Lost)
            return;
        _state = State.Lost;
        _endReason = null;
        _queue.Drop();
        var producer = _producer.Producer;
        _producer.Unregister();
        var protocol = _protocol;
        _protocol = NoProtocol.Instance;
        // Three strangers in a row: what one throws must not keep the news from the next.
        if (producer is not null)
            Guard(() => producer.StopProducing(), "while stopping a producer");
        Guard(() => protocol.ConnectionLost(reason), "while telling a protocol of its lost connection");
        if (owner is not null)
            Guard(() => owner.ConnectionLost(reason), "while telling a factory of a lost connection");
    }

    private static void Guard(Action call, string doing)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.Err(e, doing);
        }
    }
}
