namespace TwistedSharp.Web.Client;

/// <summary>One server, reached in one way.</summary>
/// <param name="Origin">Scheme, host and port.</param>
/// <param name="Connections">The connections, those that are being made and closed included.</param>
/// <param name="WaitingRequests">How many requests wait for one.</param>
public sealed record OriginSnapshot(Origin Origin, IReadOnlyList<ConnectionSnapshot> Connections, int WaitingRequests);
