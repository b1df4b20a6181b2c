namespace TwistedSharp.Web.Client;

/// <summary>Which connection carried a request.</summary>
/// <param name="Connection">The connection's ordinal among those its pool has opened, from 1.</param>
/// <param name="Request">The request's ordinal on that connection, from 1; more than 1 means that the connection was reused.</param>
public readonly record struct ConnectionUse(long Connection, long Request)
{
    /// <summary>Whether the connection had carried a request before.</summary>
    public bool IsReused => Request > 1;
}
