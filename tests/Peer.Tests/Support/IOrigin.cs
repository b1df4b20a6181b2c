namespace TwistedSharp.Peer.Tests;

/// <summary>A real web server on loopback that serves a folder, answers a POST to /post, packs what it sends for who accepts that, and
/// keeps a log.</summary>
internal interface IOrigin : IDisposable
{
    /// <summary>Whether it answers a POST with the body it got; else it reads it and says "posted".</summary>
    bool Echoes { get; }

    /// <summary>The requests in its log; complete once <see cref="Quit"/> has returned.</summary>
    IReadOnlyList<Delivery> Deliveries { get; }

    /// <summary>How many connections it has had, by its own count; complete once <see cref="Quit"/> has returned.</summary>
    int Connections { get; }

    string URL(string path);

    /// <summary>Ends it in order.</summary>
    void Quit();
}
