using System.Diagnostics;
using System.Runtime.CompilerServices;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>Where a timed call was made, kept while <see cref="Deferred.Debugging"/> is on (DelayedCall.debug).</summary>
/// <remarks>It stands beside the calls, not in them: a program that does not debug pays one look at a flag.</remarks>
internal static class DelayedCallTrace
{
    private static readonly ConditionalWeakTable<DelayedCall, StackTrace> Traces = [];

    // Past the frames of the call's own making: this one, the constructor, the queue, the clock.
    internal static void Made(DelayedCall call) => Traces.Add(call, new StackTrace(4, fNeedFileInfo: true));

    /// <summary>The place, with its stack; empty when it was not recorded.</summary>
    internal static string Of(DelayedCall call) => Traces.TryGetValue(call, out var made)
        ? $"{Environment.NewLine} made:{Environment.NewLine}{made}"
        : "";
}
