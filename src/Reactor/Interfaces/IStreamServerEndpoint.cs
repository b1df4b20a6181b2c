using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Knows where to accept connections (IStreamServerEndpoint).</summary>
public interface IStreamServerEndpoint
{
    /// <summary>Listens once.</summary>
    /// <param name="factory">Builds a protocol for each connection.</param>
    /// <returns>The port, bound; fails with <see cref="CannotListenException"/>. Never throws for what the system does.</returns>
    Deferred<IListeningPort> Listen(IFactory factory);
}
