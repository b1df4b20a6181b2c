using System.Text;
using TwistedSharp.Internet;
using TwistedSharp.Protocols;

namespace TwistedSharp.Peer.Tests;

/// <summary>A conversation in lines that changes to TLS in the middle; the counterparts are StartTlsServer and StartTlsClient in
/// peer.py.</summary>
internal abstract class StartTls : LineReceiver, IHandshakeListener
{
    /// <summary>What happened, in order: "clear LINE", "secure LINE", "handshake".</summary>
    internal List<string> Events { get; } = [];

    /// <summary>Why the connection has ended; null while it has not.</summary>
    internal Failure? Ended { get; private set; }

    private protected ITlsCapable Wire => (ITlsCapable)Transport;

    public void HandshakeCompleted() => Events.Add("handshake");

    public override void ConnectionLost(Failure reason) => Ended = reason;

    protected override void LineReceived(ReadOnlySpan<byte> line)
    {
        var text = Encoding.ASCII.GetString(line);
        Events.Add($"{(Wire.Tls is null ? "clear" : "secure")} {text}");
        Answer(text);
    }

    private protected abstract void Answer(string line);

    /// <summary>Answers lines backwards, and starts TLS when it is asked to.</summary>
    internal sealed class Server(TlsServerOptions options) : StartTls
    {
        private protected override void Answer(string line)
        {
            if (line != "STARTTLS")
            {
                SendLine(string.Concat(line.Reverse()));
                return;
            }
            SendLine("go ahead");
            Wire.StartTLS(options);
        }
    }

    /// <summary>Speaks in clear, asks for TLS, says something secret, closes.</summary>
    internal sealed class Client(TlsOptions options) : StartTls
    {
        public override void ConnectionMade() => SendLine("in clear");

        private protected override void Answer(string line)
        {
            switch (line)
            {
                case "raelc ni":
                    SendLine("STARTTLS");
                    break;
                case "go ahead":
                    Wire.StartTLS(options);
                    // Before the handshake: it waits for it.
                    SendLine("secret");
                    break;
                case "terces":
                    Transport.LoseConnection();
                    break;
            }
        }
    }
}
