using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Waits for sockets: the one part of the loop that differs between systems. Level-triggered.</summary>
/// <remarks>Used by the loop's thread, apart from <see cref="Wake"/>; a loop that is another's guest waits on a thread of its own, and may
/// meanwhile add, modify and remove.</remarks>
internal interface IPoller : IDisposable
{
    /// <summary>A short name for the loop's own.</summary>
    string Name { get; }

    /// <summary>Starts watching a socket.</summary>
    void Add(Socket socket, PollToken token, PollInterest interest);

    /// <summary>Watches a socket for something else; not for nothing.</summary>
    void Modify(Socket socket, PollToken token, PollInterest interest);

    /// <summary>Stops watching a socket; before it is closed.</summary>
    void Remove(Socket socket);

    /// <summary>Waits until a socket is ready, <see cref="Wake"/> is called or the time is over.</summary>
    /// <param name="timeout">How long at most, rounded up to what the system counts in; null: for ever. It may return early.</param>
    /// <param name="ready">Takes what is ready; what does not fit is told the next time.</param>
    /// <returns>How many are ready.</returns>
    int Wait(TimeSpan? timeout, Span<PollEvent> ready);

    /// <summary>Ends a <see cref="Wait"/> under way, or the next one; from any thread, also after the end.</summary>
    void Wake();
}
