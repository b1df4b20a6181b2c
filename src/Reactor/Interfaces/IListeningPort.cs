using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A bound port that accepts connections (IListeningPort).</summary>
public interface IListeningPort
{
    /// <summary>Binds and accepts again after <see cref="StopListening"/>.</summary>
    /// <exception cref="CannotListenException">The address is taken or not ours.</exception>
    void StartListening();

    /// <summary>Stops accepting; accepted connections live on. Fires when the port is closed.</summary>
    Deferred StopListening();

    /// <summary>The bound address, with the real port when 0 was asked for.</summary>
    IAddress GetHost();
}
