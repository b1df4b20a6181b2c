using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <content>How it ends: closed, half closed, aborted or lost.</content>
internal abstract partial class StreamTransport
{
    private protected override void LoseClear()
    {
        _loop.CheckThread(nameof(LoseConnection));
        if (_state != State.Open)
            return;
        _state = State.Closing;
        Enlist();
    }

    public void LoseWriteConnection()
    {
        _loop.CheckThread();
        if (Secured is not null)
            throw new InvalidOperationException($"TLS has no half close, only LoseConnection; this is {this}.");
        if (_state != State.Open || _writing != Writing.Open)
            return;
        _writing = Writing.Ending;
        Enlist();
    }

    private protected override void AbortClear()
    {
        _loop.CheckThread(nameof(AbortConnection));
        if (!ClearConnected)
            return;
        _state = State.Aborted;
        _abortReason = new Failure(new ConnectionAbortedException($"The connection to {_peer} was aborted from our side."));
        // Linger on for zero seconds: the peer gets a reset, and what the kernel still holds is dropped.
        TrySetLinger();
        // Still registered, for nothing: a reactor that ends before the later turn tells the protocol all the same.
        Watch(PollInterest.None);
        _queue.Drop();
        _loop.CallLater(TimeSpan.Zero, DeliverAbort);
    }

    /// <summary>Nothing can come or go any more: an open socket would only wait for somebody to remember it.</summary>
    private void CloseIfBothEnded()
    {
        if (_reading == Reading.Ended && _writing == Writing.Ended)
            LoseClear();
    }

    private void DeliverAbort()
    {
        if (_abortReason is { } reason)
            Lose(reason);
    }

    /// <summary>User code threw: that ends this connection, and only this one.</summary>
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
        _abortReason = null;
        _interest = PollInterest.None;
        _queue.Drop();
        _loop.Forget(_token);
        _socket.Dispose();
        var producer = _producer.Producer;
        _producer.Unregister();
        // Who keeps a lost transport does not keep its protocol.
        var protocol = _protocol;
        _protocol = NoProtocol.Instance;
        // Three strangers in a row: what one throws must not keep the news from the next.
        if (producer is not null)
            Guard(() => producer.StopProducing(), "while stopping a producer");
        Guard(() => protocol.ConnectionLost(reason), "while telling a protocol of its lost connection");
        if (_owner is not null)
            Guard(() => _owner.ConnectionLost(reason), "while telling a factory of a lost connection");
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

    private void TrySetLinger()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // The peer has reset it already: nothing is left to be dropped.
        }
    }
}
