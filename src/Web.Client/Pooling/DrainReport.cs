namespace TwistedSharp.Web.Client;

/// <summary>What a drained pool has cut off.</summary>
/// <param name="CutRequests">The requests that had not ended, in no order.</param>
/// <param name="CutConnections">How many connections were aborted.</param>
public sealed record DrainReport(IReadOnlyList<Request> CutRequests, int CutConnections);
