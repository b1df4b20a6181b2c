using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

/// <summary>A protocol that counts completed handshakes.</summary>
internal sealed class ListeningProtocol : AccumulatingProtocol, IHandshakeListener
{
    internal int Handshakes { get; private set; }

    internal Action<ListeningProtocol>? OnHandshake { get; set; }

    public void HandshakeCompleted()
    {
        Handshakes++;
        OnHandshake?.Invoke(this);
    }
}
