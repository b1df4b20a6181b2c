namespace TwistedSharp.Web.Client;

/// <summary>Which requests may share a connection: same origin, and reached the same way.</summary>
/// <param name="Origin">Scheme, host and port.</param>
/// <param name="Route">How it is reached (TLS trust, local address, timeouts); compared by value, so that agents alike share.</param>
internal readonly record struct PoolKey(Origin Origin, IAgentEndpointFactory Route);
