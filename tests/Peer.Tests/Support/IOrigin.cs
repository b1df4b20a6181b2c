namespace TwistedSharp.Peer.Tests;

/// <summary>A real web server on loopback that serves a folder, answers a POST to /post, packs what it sends for who accepts that, and
/// keeps a log. It answers 204 to /none, 302 to /moved, with a relative or whole URL of the fourth of <see cref="SitePages"/>, and 403 to
/// /refused.</summary>
internal interface IOrigin : IDisposable
{
    /// <summary>Whether it answers a POST with the body it got; else it reads it and says "posted".</summary>
    bool Echoes { get; }

    /// <summary>Whether it refuses before it has said that it wants the body.</summary>
    bool RefusesAtOnce { get; }

    /// <summary>The requests in its log; complete once <see cref="Quit"/> has returned.</summary>
    IReadOnlyList<Delivery> Deliveries { get; }

    /// <summary>How many connections it has had, by its own count; complete once <see cref="Quit"/> has returned.</summary>
    int Connections { get; }

    /// <summary>The most connections that it had open at once, by its own count; null where only its log can tell. Complete once
    /// <see cref="Quit"/> has returned.</summary>
    int? MostAtOnce { get; }

    string URL(string path);

    /// <summary>Ends it in order.</summary>
    void Quit();
}
