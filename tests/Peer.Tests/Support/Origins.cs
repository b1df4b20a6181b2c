namespace TwistedSharp.Peer.Tests;

/// <summary>The servers that the client must get on with, by name.</summary>
internal static class Origins
{
    internal static readonly string[] All = ["nginx", "Apache", "HAProxy", "Twisted", "Kestrel"];

    internal static IOrigin Start(string name, OriginSettings? settings = null) => name switch
    {
        "nginx" => new Nginx(settings: settings),
        "Apache" => new Apache(settings),
        "HAProxy" => new HAProxy(settings),
        "Twisted" => new TwistedSite(settings),
        "Kestrel" => new KestrelSite(settings),
        _ => throw new ArgumentException($"There is no {name}.", nameof(name)),
    };
}
