using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <content>Receiving.</content>
internal abstract partial class StreamTransport
{
    private protected override void PauseReading()
    {
        _loop.CheckThread(nameof(PauseProducing));
        if (_reading == Reading.Flowing)
            _reading = Reading.Paused;
    }

    private protected override void ResumeReading()
    {
        _loop.CheckThread(nameof(ResumeProducing));
        if (_state != State.Open || _reading == Reading.Ended)
            return;
        _reading = Reading.Flowing;
        Watch(_interest | PollInterest.Read);
    }

    private void ReadReady()
    {
        if (_state != State.Open || _reading != Reading.Flowing)
        {
            // Nobody wants to know: only now is it worth a system call to say so.
            if (ClearConnected)
                Watch(_interest & ~PollInterest.Read);
            return;
        }
        Receive(sendFailure: null);
    }

    /// <summary>Receives once and delivers. A failed send took the error from the socket: the end then only looks clean.</summary>
    /// <returns>Whether there were bytes; there may be more.</returns>
    private bool Receive(Failure? sendFailure)
    {
        var buffer = _loop.ReceiveBuffer;
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted)
            return false;
        if (error != SocketError.Success)
        {
            Lose(sendFailure ?? new Failure(SocketErrors.ToConnectionLost(error, _peer)));
            return false;
        }
        if (count == 0)
        {
            if (sendFailure is not null)
                Lose(sendFailure);
            else
                EndReading();
            return false;
        }
        try
        {
            _protocol.DataReceived(buffer.AsSpan(0, count));
        }
        catch (Exception e)
        {
            Break(e, "while handling received data");
        }
        return true;
    }

    /// <summary>The peer has closed its writing end, or everything: from here that looks the same.</summary>
    private void EndReading()
    {
        if (_protocol is not IHalfCloseableProtocol protocol)
        {
            Lose(new Failure(new ConnectionDoneException($"The connection to {_peer} was closed cleanly by the peer.")));
            return;
        }
        _reading = Reading.Ended;
        Watch(_interest & ~PollInterest.Read);
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
}
