using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Knows how to reach one peer (IStreamClientEndpoint).</summary>
public interface IStreamClientEndpoint
{
    /// <summary>Connects once.</summary>
    /// <param name="factory">Builds the protocol.</param>
    /// <returns>The protocol, after its connection is made (over TLS: after the peer is verified). Never throws; cancelling stops the
    /// attempt with <see cref="ConnectingCancelledException"/>.</returns>
    Deferred<IProtocol> Connect(IFactory factory);
}
