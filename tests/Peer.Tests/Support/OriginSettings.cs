namespace TwistedSharp.Peer.Tests;

/// <summary>How a server is started.</summary>
internal sealed record OriginSettings
{
    /// <summary>The folder that it serves; <see cref="SitePages"/> when null.</summary>
    internal string? Site { get; init; }

    /// <summary>Seconds after which it closes an idle connection.</summary>
    internal int IdleSeconds { get; init; } = 3600;

    /// <summary>Requests after which it ends a connection; HAProxy has no such limit.</summary>
    internal int RequestsPerConnection { get; init; } = 1_000_000;

    /// <summary>The folder, written when there is none yet.</summary>
    internal string SiteIn(Scratch scratch) => Site ?? SitePages.WriteTo(scratch);
}
