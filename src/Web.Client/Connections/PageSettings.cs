namespace TwistedSharp.Web.Client;

/// <summary>What "getting a page" means to its caller; shared by all pages that are got alike.</summary>
internal sealed record PageSettings
{
    internal const string DefaultAgent = "TwistedSharp PageGetter";

    /// <summary>What Twisted's getPage sends; servers may know old programs by it.</summary>
    internal const string LegacyAgent = "Twisted PageGetter";

    internal static PageSettings Default { get; } = new();

    internal string Agent { get; init; } = DefaultAgent;

    internal bool FollowRedirect { get; init; } = true;

    /// <summary>The redirect with this number is not followed any more (Twisted's count: 20 allows 19).</summary>
    internal int RedirectLimit { get; init; } = 20;

    /// <summary>Whether 302 turns the method into GET, as browsers do.</summary>
    internal bool AfterFoundGet { get; init; }

    internal int MaxBytes { get; init; } = Response.DefaultMaxBodyBytes;
}
