using System.Buffers;
using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>TLS over any transport: a protocol to the transport below, a transport to the user's protocol above
/// (tls.TLSMemoryBIOProtocol).</summary>
/// <remarks>
/// Theory. SslStream works over a <see cref="TlsWire"/>. Ciphertext from below is fed to the wire, which completes SslStream's pending read
/// inline; <see cref="Pump"/> then looks whether the handshake or the read has completed and acts. Polling instead of continuations of our
/// own keeps user code out of SslStream's stack frames and on a stack we know. What SslStream writes goes straight into the queue below.
///
/// Plaintext is encrypted when it is written; what is written inside a callback of this connection is gathered until the callback ends or
/// a record is full, so that small writes share a record. How much one turn can decrypt is bounded by what one turn received.
///
/// The user's protocol is built after the handshake, so it neither sends nor sees a byte before the peer is verified. Deviations from
/// Twisted: that one; and closing sends close_notify but does not wait for the peer's, which Twisted does for ever (RFC 8446 section 6.1
/// asks for neither).
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed partial class TlsTransport(ITlsParty party, IReactorTime clock, TimeSpan? handshakeTimeout) : IProtocol, ITlsTransport
{
    /// <summary>How long a peer that has closed may take to accept our last bytes, before the socket is dropped.</summary>
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    private ITransport? _inner;
    private TlsWire? _wire;
    private SslStream? _ssl;
    private Task? _handshake;
    private IProtocol? _protocol;
    private IProducer? _producer;
    private DelayedCall? _handshakeTimer;
    private DelayedCall? _grace;
    private DelayedCall? _resume;
    private Failure? _broken;
    private byte[]? _received;
    private ValueTask<int> _read;
    private bool _readStarted;
    private bool _pumping;
    private bool _paused;
    private Progress _state;

    private enum Progress
    {
        Handshaking,
        Open,
        WaitingForProducer,
        Closing,
        Aborting,
        Lost,
    }

    public bool Disconnecting => _state is Progress.WaitingForProducer or Progress.Closing;

    public bool IsInputPending => _inner is { IsInputPending: true };

    public bool IsOutputPending => _plainCount > 0 || _inner is { IsOutputPending: true };

    public bool Connected => _state is not (Progress.Handshaking or Progress.Lost);

    public X509Certificate2? PeerCertificate { get; private set; }

    public string ProtocolVersion { get; private set; } = "";

    public string? ApplicationProtocol { get; private set; }

    private ITransport Inner =>
        _inner ?? throw new InvalidOperationException("This TLS connection has no transport before MakeConnection.");

    public void MakeConnection(ITransport transport)
    {
        _inner = transport;
        // A record that waits for the last one's acknowledgement delays both ends, and the records are already gathered here.
        if (transport is ITcpTransport tcp)
            tcp.TcpNoDelay = true;
        _wire = new TlsWire(transport);
        _ssl = new SslStream(_wire, leaveInnerStreamOpen: true);
        if (handshakeTimeout is { } limit)
            _handshakeTimer = clock.CallLater(limit, HandshakeTimedOut);
        using (InlineScope.Enter())
            _handshake = party.Handshake(_ssl);
        Pump();
    }

    public void DataReceived(ReadOnlySpan<byte> data)
    {
        if (_state is not (Progress.Handshaking or Progress.Open))
            return;
        using (InlineScope.Enter())
            _wire!.Feed(data); // Set in MakeConnection.
        Pump();
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
            case Progress.Handshaking:
                Release();
                party.Failed(new Failure(new TLSException(
                    $"The connection to {party.PeerName} was lost during the TLS handshake: {reason.Value.Message}", reason.Value)));
                break;
            case Progress.Open when reason.Check<ConnectionDoneException>():
                // RFC 8446 section 6.1: an end without close_notify may be an attacker's.
                Lose(new Failure(new ConnectionLostException(
                    "The connection ended without a TLS close_notify; data may be missing.", reason.Value)));
                break;
            default:
                Lose(_broken ?? reason);
                break;
        }
    }

    public void PauseProducing()
    {
        if (_state != Progress.Open)
            return;
        _paused = true;
        Inner.PauseProducing();
    }

    public void ResumeProducing()
    {
        if (_state != Progress.Open || !_paused)
            return;
        _paused = false;
        // Decrypted data may be waiting: it comes in a later turn, never inside this call, and before anything new.
        if (_pumping || (_readStarted && !_read.IsCompleted))
            Inner.ResumeProducing();
        else if (_resume is not { Active: true })
            _resume = clock.CallLater(TimeSpan.Zero, Resumed);
    }

    public void StopProducing() => LoseConnection();

    public void LoseConnection()
    {
        if (_state != Progress.Open)
            return;
        _state = Progress.WaitingForProducer;
        if (_producer is null)
            Close();
    }

    public void AbortConnection()
    {
        if (_state is Progress.Aborting or Progress.Lost)
            return;
        _state = Progress.Aborting;
        Stop(ref _handshakeTimer);
        _plainCount = 0;
        Inner.AbortConnection();
    }

    public IAddress GetHost() => Inner.GetHost();

    public IAddress GetPeer() => Inner.GetPeer();

    public override string ToString() =>
        $"<TlsTransport to {party.PeerName} {_state}{(ProtocolVersion.Length > 0 ? ", " : "")}{ProtocolVersion}>";

    private void Pump()
    {
        if (_pumping)
            return;
        _pumping = true;
        try
        {
            if (_state == Progress.Handshaking && _handshake is { IsCompleted: true })
                HandshakeCompleted(_handshake);
            while (_state == Progress.Open && !_paused)
            {
                if (!_readStarted)
                    StartRead();
                if (!_read.IsCompleted)
                    return;
                FinishRead();
            }
        }
        finally
        {
            _pumping = false;
        }
    }

    private void HandshakeCompleted(Task handshake)
    {
        Stop(ref _handshakeTimer);
        try
        {
            handshake.GetAwaiter().GetResult(); // Completed: this does not block.
        }
        catch (Exception e)
        {
            // The alert that says why is queued already; it goes out before the close.
            _state = Progress.Closing;
            Inner.LoseConnection();
            party.Failed(new Failure(HandshakeError(e)));
            return;
        }
        _state = Progress.Open;
        PeerCertificate = _ssl!.RemoteCertificate as X509Certificate2; // Set in MakeConnection.
        ProtocolVersion = _ssl.SslProtocol switch
        {
            SslProtocols.Tls12 => "TLSv1.2",
            SslProtocols.Tls13 => "TLSv1.3",
            var other => other.ToString(),
        };
        var agreed = _ssl.NegotiatedApplicationProtocol;
        ApplicationProtocol = agreed.Protocol.IsEmpty ? null : agreed.ToString();
        Introduce();
    }

    private void Introduce()
    {
        _callbackDepth++;
        try
        {
            _protocol = party.BuildProtocol();
            if (_protocol is null)
            {
                LoseConnection();
                party.Failed(new Failure(new NoProtocolException(
                    $"The factory built no protocol for the TLS connection to {party.PeerName}.")));
                return;
            }
            _protocol.MakeConnection(this);
            party.ConnectionMade(_protocol);
        }
        catch (Exception e)
        {
            Log.Err(e, "while building or making a TLS connection");
            Break(new Failure(e));
            party.Failed(new Failure(e));
        }
        finally
        {
            LeaveCallback();
        }
    }

    private TLSException HandshakeError(Exception error)
    {
        if (party.Complaint is { } complaint)
            return new VerificationException($"The certificate of {party.PeerName} is refused: {complaint}.", error);
        // What OpenSSL or the frame reader said is innermost.
        var innermost = error;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        return new TLSException($"The TLS handshake with {party.PeerName} failed: {innermost.Message}", error);
    }

    private void HandshakeTimedOut()
    {
        AbortConnection();
        party.Failed(new Failure(new ConnectTimeoutException(
            $"The TLS handshake with {party.PeerName} took longer than {handshakeTimeout.GetValueOrDefault().TotalSeconds:0.###} s.")));
    }

    private void StartRead()
    {
        _received ??= ArrayPool<byte>.Shared.Rent(RecordBytes);
        using (InlineScope.Enter())
            _read = _ssl!.ReadAsync(_received); // Set in MakeConnection.
        _readStarted = true;
    }

    private void FinishRead()
    {
        _readStarted = false;
        int count;
        try
        {
            count = _read.GetAwaiter().GetResult(); // Completed: this does not block.
        }
        catch (Exception e)
        {
            Break(new Failure(new ConnectionLostException($"The TLS connection to {party.PeerName} broke: {e.Message}", e)));
            return;
        }
        if (count == 0)
        {
            PeerClosed();
            return;
        }
        _callbackDepth++;
        try
        {
            _protocol!.DataReceived(_received.AsSpan(0, count)); // Open means it was built.
        }
        catch (Exception e)
        {
            Log.Err(e, $"DataReceived of {_protocol} failed");
            Break(new Failure(e));
        }
        finally
        {
            LeaveCallback();
        }
    }

    private void Resumed()
    {
        if (_state != Progress.Open || _paused)
            return;
        Pump();
        if (_state == Progress.Open && !_paused)
            Inner.ResumeProducing();
    }

    private void Close()
    {
        if (_encrypting)
            return;
        Encrypt();
        if (_state != Progress.WaitingForProducer)
            return;
        SendCloseNotify();
        Inner.LoseConnection();
    }

    private void PeerClosed()
    {
        SendCloseNotify();
        if (_producer is { } producer)
        {
            _producer = null;
            Inner.UnregisterProducer();
            producer.StopProducing();
        }
        // There is no half-closed TLS here: the user hears of it now, and what is still queued has a short while to leave.
        Release();
        _grace = clock.CallLater(CloseGrace, Inner.AbortConnection);
        Inner.LoseConnection();
        _protocol?.ConnectionLost(new Failure(new ConnectionDoneException("The peer closed the TLS connection cleanly.")));
    }

    private void SendCloseNotify()
    {
        _state = Progress.Closing;
        try
        {
            using (InlineScope.Enter())
                _ssl!.ShutdownAsync().GetAwaiter().GetResult(); // Writes to the queue below: done when it returns.
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or AuthenticationException)
        {
            Log.Msg($"No TLS close_notify could be sent to {party.PeerName}: {e.Message}");
        }
    }

    private void Break(Failure reason)
    {
        _broken ??= reason;
        AbortConnection();
    }

    private void Lose(Failure reason)
    {
        // The transport below has stopped the producer.
        _producer = null;
        Release();
        _protocol?.ConnectionLost(reason);
    }

    private void Release()
    {
        _state = Progress.Lost;
        Stop(ref _handshakeTimer);
        Stop(ref _resume);
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

    private static void Stop(ref DelayedCall? timer)
    {
        if (timer is { Active: true })
            timer.Cancel();
        timer = null;
    }
}
