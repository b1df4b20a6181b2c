using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <content>The beginning: the handshake, and what follows from how it went.</content>
internal sealed partial class TlsTransport
{
    /// <summary>The most a peer may send, in bytes, before its handshake is done. OpenSSL takes certificate chains up to 100 KiB
    /// (SSL_MAX_CERT_LIST_DEFAULT).</summary>
    private const int HandshakeLimit = 256 * 1024;

    private Task? _handshake;
    private DelayedCall? _handshakeTimer;
    private int _handshakeBytes;
    private bool _isUpgrade;

    /// <summary>A connection that speaks TLS from its start.</summary>
    public void MakeConnection(ITransport transport)
    {
        // A record that waits for the last one's acknowledgement delays both ends, and the records are already gathered here.
        if (transport is ITcpTransport tcp)
            tcp.TcpNoDelay = true;
        Begin(transport);
        Pump();
    }

    /// <summary>A connection that changes to TLS: its protocol stays, and hears of a completed handshake.</summary>
    internal void Upgrade(ITransport transport, in TlsBeginning beginning)
    {
        _isUpgrade = true;
        _protocol = beginning.Protocol;
        _producer = beginning.Producer;
        _streaming = beginning.Streaming;
        _held = beginning.ProducerHeld;
        _paused = beginning.ReadingPaused;
        // Before the handshake begins: what it feeds on must not wait in the protocol, where it would pass for something TLS has protected.
        var surplus = beginning.Protocol is IReceiveBuffer buffer ? buffer.TakeBuffered() : default;
        Begin(transport);
        transport.ResumeProducing();
        // In the middle of a callback: whatever this ends in, the protocol hears of it later.
        if (!surplus.IsEmpty)
            DataReceived(surplus.Span);
        else
            Pump();
    }

    private void Begin(ITransport transport)
    {
        _inner = transport;
        _wire = new TlsWire(transport);
        _ssl = new SslStream(_wire, leaveInnerStreamOpen: true);
        if (handshakeTimeout is { } limit)
            _handshakeTimer = clock.CallLater(limit, HandshakeTimedOut);
        _inSsl = true;
        try
        {
            using (InlineScope.EnterDetached())
                _handshake = party.Handshake(_ssl);
        }
        catch (Exception e)
        {
            // What SslStream refuses at once fails as what it refuses later.
            _handshake = Task.FromException(e);
        }
        LeaveSsl();
    }

    /// <summary>Whether the peer may send that much more; else it has no connection any more.</summary>
    private bool MaySend(int count)
    {
        _handshakeBytes += count;
        if (_handshakeBytes <= HandshakeLimit)
            return true;
        RefuseHandshake(new TLSException(
            $"{party.PeerName} has sent {_handshakeBytes} bytes and not completed the TLS handshake; {HandshakeLimit} are the limit."));
        return false;
    }

    private void HandshakeEnded(Task handshake)
    {
        Stop(ref _handshakeTimer);
        try
        {
            handshake.GetAwaiter().GetResult(); // Completed: this does not block.
        }
        catch (Exception e)
        {
            // The alert that says why is queued already; it goes out before the close, if the peer takes it.
            var reason = new Failure(HandshakeError(e));
            _broken = reason;
            Finish();
            _grace = clock.CallLater(CloseGrace, Inner.AbortConnection);
            party.Failed(reason);
            return;
        }
        _state = _state == Progress.HandshakingToClose ? Progress.WaitingForProducer : Progress.Open;
        PeerCertificate = _ssl!.RemoteCertificate as X509Certificate2; // Set in Begin.
        ProtocolVersion = _ssl.SslProtocol switch
        {
            SslProtocols.Tls12 => "TLSv1.2",
            SslProtocols.Tls13 => "TLSv1.3",
            var other => other.ToString(),
        };
        CipherSuite = _ssl.NegotiatedCipherSuite.ToString();
        var agreed = _ssl.NegotiatedApplicationProtocol;
        NegotiatedProtocol = agreed.Protocol.IsEmpty ? null : agreed.ToString();
        ServerName = _ssl.TargetHostName is { Length: > 0 } name && !IPLiteral.TryParse(name, out _) ? name.ToLowerInvariant() : null;
        if (_isUpgrade)
            Resume();
        else
            Introduce();
    }

    private void Introduce()
    {
        _callbackDepth++;
        try
        {
            var protocol = _protocol = party.BuildProtocol();
            if (protocol is null)
            {
                LoseConnection();
                party.Failed(new Failure(new NoProtocolException(
                    $"The factory built no protocol for the TLS connection to {party.PeerName}.")));
                return;
            }
            protocol.MakeConnection(this);
            (protocol as IHandshakeListener)?.HandshakeCompleted();
            party.ConnectionMade(protocol);
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

    /// <summary>An upgraded connection goes on: with what was written meanwhile, the producer, and perhaps a close or a pause.</summary>
    private void Resume()
    {
        _callbackDepth++;
        try
        {
            (_protocol as IHandshakeListener)?.HandshakeCompleted();
        }
        catch (Exception e)
        {
            Log.Err(e, $"HandshakeCompleted of {_protocol} failed");
            Break(new Failure(e));
        }
        finally
        {
            LeaveCallback();
        }
        if (_state is Progress.Open or Progress.WaitingForProducer)
            AdoptProducer();
        if (_state == Progress.Open && _paused)
            Inner.PauseProducing();
        if (_state == Progress.WaitingForProducer && _producer is null)
            Close();
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

    private void HandshakeTimedOut() => RefuseHandshake(new ConnectTimeoutException(
        $"The TLS handshake with {party.PeerName} took longer than {handshakeTimeout.GetValueOrDefault().TotalSeconds:0.###} s."));

    private void RefuseHandshake(Exception because)
    {
        var reason = new Failure(because);
        Break(reason);
        party.Failed(reason);
    }
}
