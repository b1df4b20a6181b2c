namespace TwistedSharp.Defer;

/// <summary>A canceller that fires its Deferred itself, at once or later, from what comes of the cancellation; it may be asked
/// again.</summary>
internal interface ILastingCanceller : ICanceller;
