namespace TwistedSharp.Web.Client;

/// <summary>Who goes first among the requests that wait for a connection to one origin.</summary>
public enum RequestPriority
{
    /// <summary>After all others.</summary>
    Low = -1,

    /// <summary>In the order of asking.</summary>
    Normal = 0,

    /// <summary>Before all others.</summary>
    High = 1,
}
