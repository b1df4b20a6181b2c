using System.Globalization;
using System.Text;

namespace TwistedSharp.Web.Client;

/// <summary>What a pool holds at one moment.</summary>
/// <param name="Origins">The servers that it has connections to or requests for.</param>
public sealed record PoolSnapshot(IReadOnlyList<OriginSnapshot> Origins)
{
    /// <summary>A line for each origin, and below it one for each of its connections.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var origin in Origins)
        {
            text.Append(CultureInfo.InvariantCulture, $"{origin.Origin}: {origin.Connections.Count} connections, {origin.WaitingRequests} waiting\n");
            foreach (var c in origin.Connections)
                text.Append("  ").Append(c).Append('\n');
        }
        return text.ToString();
    }
}
