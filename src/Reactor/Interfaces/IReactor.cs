namespace TwistedSharp.Internet;

/// <summary>The event loop: one thread, on which every callback of every connection, timer and Deferred runs.</summary>
public interface IReactor : IReactorCore, IReactorTime, IReactorTCP, IReactorSSL, IReactorUNIX, IReactorSocket, IReactorUDP, IReactorMulticast,
    IReactorUNIXDatagram, IReactorThreads, IReactorProcess
{
    /// <summary>Looks host names up (IReactorPluggableNameResolver); may be replaced.</summary>
    IHostnameResolver NameResolver { get; set; }
}
