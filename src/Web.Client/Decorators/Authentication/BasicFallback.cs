namespace TwistedSharp.Web.Client;

/// <summary>When a password may go to the server itself because the server knows nothing better.</summary>
public enum BasicFallback
{
    /// <summary>To servers reached by https only.</summary>
    OverTls,

    /// <summary>Not at all.</summary>
    Never,

    /// <summary>Also over http, where everyone on the way can read it.</summary>
    Always,
}
