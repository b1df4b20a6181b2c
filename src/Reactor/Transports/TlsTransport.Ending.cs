using System.Buffers;
using System.Security.Authentication;

namespace TwistedSharp.Internet;

/// <content>How it ends: closed by either end, aborted, cut off or broken.</content>
internal sealed partial class TlsTransport
{
    /// <summary>How long a peer may take to answer a close_notify once it is sent, and one that has closed to accept our last bytes.</summary>
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    private DelayedCall? _grace;

    public void StopProducing() => LoseConnection();

    public void LoseConnection()
    {
        switch (_state)
        {
            case Progress.Handshaking when _plainCount > 0 || _producer is not null:
                _state = Progress.HandshakingToClose;
                break;
            case Progress.Handshaking when _inner is not null:
                // There is no session that a close_notify could end.
                Finish();
                break;
            case Progress.Open:
                _state = Progress.WaitingForProducer;
                if (_producer is null)
                    Close();
                if (_paused)
                {
                    // What waits is thrown away, but the peer's close_notify is behind it.
                    _paused = false;
                    ReadOn();
                }
                break;
        }
    }

    public void AbortConnection()
    {
        if (_state is Progress.Aborting or Progress.Lost)
            return;
        _state = Progress.Aborting;
        Stop(ref _handshakeTimer);
        Stop(ref _grace);
        _plainCount = 0;
        Inner.AbortConnection();
    }

    public void ConnectionLost(Failure reason)
    {
        // What came before the end is delivered before it.
        if (_state == Progress.Open)
            Pump();
        switch (_state)
        {
            case Progress.Lost:
                Stop(ref _grace);
                break;
            case Progress.Handshaking or Progress.HandshakingToClose:
                var message = $"The connection to {party.PeerName} was lost during the TLS handshake: {reason.Value.Message}";
                // Clean it was not, to a protocol that has waited for the handshake.
                Lose(reason.Check<ConnectionDoneException>() ? new Failure(new ConnectionLostException(message, reason.Value)) : reason);
                party.Failed(new Failure(new TLSException(message, reason.Value)));
                break;
            case Progress.Open or Progress.WaitingForProducer when reason.Check<ConnectionDoneException>():
                // RFC 8446 section 6.1: an end without close_notify may be an attacker's.
                Lose(new Failure(new ConnectionLostException(
                    "The connection ended without a TLS close_notify; data may be missing.", reason.Value)));
                break;
            default:
                Lose(_broken ?? reason);
                break;
        }
    }

    private void Close()
    {
        Encrypt();
        if (_state != Progress.WaitingForProducer)
            return;
        SendCloseNotify();
        if (_state == Progress.Closing)
            _grace = clock.CallLater(CloseGrace, GraceEnded);
    }

    /// <summary>The peer is silent. What is still queued it may take its time for, as over TCP; an answer it has had the time for.</summary>
    private void GraceEnded()
    {
        if (Inner.IsOutputPending)
            _grace = clock.CallLater(CloseGrace, GraceEnded);
        else
            Finish();
    }

    private void Finish()
    {
        _state = Progress.Finishing;
        Stop(ref _handshakeTimer);
        Stop(ref _grace);
        _plainCount = 0;
        StopProducer();
        Inner.LoseConnection();
    }

    private void PeerClosed()
    {
        if (_state == Progress.Closing)
        {
            Finish();
            return;
        }
        SendCloseNotify();
        StopProducer();
        // There is no half-closed TLS here: the user hears of it now, and what is still queued has a short while to leave.
        var protocol = Release();
        _grace = clock.CallLater(CloseGrace, Inner.AbortConnection);
        Inner.LoseConnection();
        Tell(protocol, new Failure(new ConnectionDoneException("The peer closed the TLS connection cleanly.")));
    }

    private void SendCloseNotify()
    {
        _state = Progress.Closing;
        _inSsl = true;
        try
        {
            using (InlineScope.Enter())
                _ssl!.ShutdownAsync().GetAwaiter().GetResult(); // Writes to the queue below: done when it returns.
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or AuthenticationException)
        {
            Log.Msg($"No TLS close_notify could be sent to {party.PeerName}: {e.Message}");
        }
        finally
        {
            LeaveSsl();
        }
    }

    private void Break(Failure reason)
    {
        if (_state is Progress.Aborting or Progress.Lost)
            return;
        _broken ??= reason;
        AbortConnection();
    }

    private void Lose(Failure reason)
    {
        var protocol = Release();
        // Most often the transport below has stopped it already.
        StopProducer();
        Tell(protocol, reason);
    }

    private void Tell(IProtocol? protocol, Failure reason)
    {
        if (protocol is null)
            return;
        try
        {
            protocol.ConnectionLost(reason);
        }
        catch (Exception e)
        {
            Log.Err(e, "while telling a protocol of its lost connection");
        }
        party.Lost(reason);
    }

    /// <summary>Lets go of everything; who keeps a lost transport does not keep its protocol.</summary>
    private IProtocol? Release()
    {
        _state = Progress.Lost;
        Stop(ref _handshakeTimer);
        Stop(ref _resume);
        Stop(ref _grace);
        using (InlineScope.Enter())
        {
            _wire?.End();
            _ssl?.Dispose();
        }
        // Looked at, so that nobody reports it as unobserved.
        _ = _handshake?.Exception;
        // A callback that is under way may still hold a span of either: then they are left to the collector.
        if (_callbackDepth == 0)
        {
            if (_received is not null && ReadIsOver())
                ArrayPool<byte>.Shared.Return(_received);
            Return(_plain);
        }
        _received = null;
        (_plain, _plainCount) = ([], 0);
        var protocol = _protocol;
        _protocol = null;
        return protocol;
    }

    private bool ReadIsOver()
    {
        if (!_readStarted)
            return true;
        if (!_read.IsCompleted)
            return false;
        _readStarted = false;
        try
        {
            _ = _read.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The read that the end of the wire broke off.
        }
        return true;
    }
}
