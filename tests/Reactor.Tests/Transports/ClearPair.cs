using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Transports;

/// <summary>Two protocols on a link in clear text, which can change to TLS.</summary>
internal sealed class ClearPair
{
    internal ClearPair(IProtocol? client = null, IProtocol? server = null) => Link = new MemoryLink(client ?? Client, server ?? Server);

    internal ListeningProtocol Client { get; } = new();

    internal ListeningProtocol Server { get; } = new();

    internal MemoryLink Link { get; }

    internal ITlsCapable ClientEnd => (ITlsCapable)Link.Client;

    internal ITlsCapable ServerEnd => (ITlsCapable)Link.Server;

    internal static TlsServerOptions ServerOptions => new(TestCertificates.Server);

    internal ClearPair StartServer(TlsServerOptions? options = null)
    {
        ServerEnd.StartTLS(options ?? ServerOptions);
        return this;
    }

    internal ClearPair StartBoth(TlsOptions? client = null, TlsServerOptions? server = null)
    {
        StartServer(server);
        ClientEnd.StartTLS(client ?? TlsPair.Options());
        return this;
    }

    /// <summary>Pumps the link and its clock until both are quiet; the clock stands still.</summary>
    internal ClearPair Settle()
    {
        do
        {
            Link.Clock.Advance(0);
            Link.Flush();
        }
        while (Link.Clock.GetDelayedCalls().Any(c => c.GetTime() <= Link.Clock.Seconds()));
        return this;
    }
}
