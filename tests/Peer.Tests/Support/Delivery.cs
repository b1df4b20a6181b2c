namespace TwistedSharp.Peer.Tests;

/// <summary>One request as the server's own log has it.</summary>
/// <param name="Connection">Which connection it came over; unlike all others of that server.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target.</param>
/// <param name="Began">When the server began on it, in seconds of the system's clock; 0 where it does not say.</param>
internal sealed record Delivery(string Connection, string Method, string Target, double Began = 0)
{
    /// <summary>As in "1 GET /page".</summary>
    public override string ToString() => $"{Connection} {Method} {Target}";
}
