using System.Globalization;

namespace TwistedSharp.Web.Client;

/// <summary>One connection.</summary>
/// <param name="Ordinal">Its number among those the pool has opened, from 1; 0 while it is being made.</param>
/// <param name="State">What it does; null while it is being made.</param>
/// <param name="Age">How long it has been there.</param>
/// <param name="Requests">How many requests it has carried.</param>
/// <param name="Request">The request that it carries, or is being made for; null when it is idle.</param>
public sealed record ConnectionSnapshot(long Ordinal, ConnectionState? State, TimeSpan Age, long Requests, Request? Request)
{
    /// <summary>In one line.</summary>
    public override string ToString() => State is null
        ? $"connecting{For}"
        : string.Create(CultureInfo.InvariantCulture, $"#{Ordinal} {State}, {Requests} requests, {Age.TotalSeconds:0.###} s old{For}");

    private string For => Request is null ? "" : $", {Request}";
}
