using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TwistedSharp.Internet;

/// <summary>TLS over any transport: a protocol to the transport below, a transport to the user's protocol above
/// (tls.TLSMemoryBIOProtocol).</summary>
/// <remarks>
/// Theory. SslStream works over a <see cref="TlsWire"/>. Ciphertext from below is fed to the wire, which completes SslStream's pending read
/// inline; <see cref="Pump"/> then looks whether the handshake or the read has completed and acts. Polling instead of continuations of our
/// own keeps user code out of SslStream's stack frames and on a stack we know; a producer that the queue below pauses meanwhile hears of it
/// when SslStream has returned. What SslStream writes goes straight into the queue below.
///
/// Plaintext is encrypted when it is written; what is written inside a callback of this connection is gathered until the callback ends or
/// a record is full, so that small writes share a record. How much one turn can decrypt is bounded by what one turn received.
///
/// A connection that speaks TLS from its start builds the user's protocol after the handshake, so it neither sends nor sees a byte before
/// the peer is verified; Twisted's is told before. One that changes to TLS in the middle has its protocol already: what that writes is
/// kept until the handshake is done.
///
/// Closing sends close_notify and then reads on, into nothing, for the peer's answer: a socket closed with unread bytes would be reset,
/// and the peer could lose our last ones. Twisted waits for ever, this a few seconds; RFC 8446 section 6.1 asks for neither.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed partial class TlsTransport(ITlsParty party, IReactorTime clock, TimeSpan? handshakeTimeout)
    : IProtocol, ITlsTransport, ISwitchableTransport
{
    private ITransport? _inner;
    private TlsWire? _wire;
    private SslStream? _ssl;
    private IProtocol? _protocol;
    private Failure? _broken;
    private Progress _state;

    /// <summary>Whether SslStream is on the stack: it allows no write within a write, and no user code may run there.</summary>
    private bool _inSsl;

    private enum Progress
    {
        Handshaking,

        /// <summary>The protocol has asked to close, and has written something first.</summary>
        HandshakingToClose,
        Open,

        /// <summary>The protocol has asked to close, and its producer is not done.</summary>
        WaitingForProducer,

        /// <summary>Our close_notify is on its way; the peer's is waited for.</summary>
        Closing,

        /// <summary>The transport below is closing.</summary>
        Finishing,
        Aborting,
        Lost,
    }

    public bool Disconnecting =>
        _state is Progress.HandshakingToClose or Progress.WaitingForProducer or Progress.Closing or Progress.Finishing;

    public IProtocol Protocol
    {
        get => _protocol ?? NoProtocol.Instance;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (_protocol is null)
                throw new InvalidOperationException($"Only a connection that is made can change its protocol; this is {this}.");
            _protocol = value;
        }
    }

    public bool IsInputPending => _inner is { IsInputPending: true };

    public bool IsOutputPending => _plainCount > 0 || _inner is { IsOutputPending: true };

    public bool Connected => _inner is not null && _state is not (Progress.Aborting or Progress.Lost);

    public X509Certificate2? PeerCertificate { get; private set; }

    public string ProtocolVersion { get; private set; } = "";

    public string CipherSuite { get; private set; } = "";

    public string? NegotiatedProtocol { get; private set; }

    public string? ServerName { get; private set; }

    private ITransport Inner =>
        _inner ?? throw new InvalidOperationException("This TLS connection has no transport before MakeConnection.");

    private bool IsHandshaking => _state is Progress.Handshaking or Progress.HandshakingToClose;

    public IAddress GetHost() => Inner.GetHost();

    public IAddress GetPeer() => Inner.GetPeer();

    public override string ToString() =>
        $"<TlsTransport to {party.PeerName} {_state}{(ProtocolVersion.Length > 0 ? ", " : "")}{ProtocolVersion}>";

    private void LeaveSsl()
    {
        _inSsl = false;
        if (_pause == Telling.Due && !_inWrite)
            TellProducer();
    }

    private static void Stop(ref DelayedCall? timer)
    {
        if (timer is { Active: true })
            timer.Cancel();
        timer = null;
    }
}
