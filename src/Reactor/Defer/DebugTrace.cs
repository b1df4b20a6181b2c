using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>Where a Deferred was made and fired, kept while <see cref="Deferred.Debugging"/> is on (Twisted's DebugInfo).</summary>
/// <remarks>It stands beside the chains, not in them: a program that does not debug pays one look at a flag.</remarks>
internal sealed class DebugTrace
{
    private static readonly ConditionalWeakTable<DeferredChain, DebugTrace> Traces = [];

    private StackTrace? _made;
    private StackTrace? _fired;

    internal static bool IsOn { get; set; }

    /// <summary>The chain whose end will fire this one, when ChainDeferred said so.</summary>
    internal DeferredChain? FiredBy { get; private set; }

    internal static DebugTrace? Of(DeferredChain chain) => Traces.TryGetValue(chain, out var trace) ? trace : null;

    internal static void Made(DeferredChain chain) => For(chain)._made = new StackTrace(1, fNeedFileInfo: true);

    internal static void Fired(DeferredChain chain) => For(chain)._fired = new StackTrace(1, fNeedFileInfo: true);

    internal static void Chained(DeferredChain chain, DeferredChain firedBy) => For(chain).FiredBy = firedBy;

    /// <summary>Both places, each with its stack; what was not recorded is left out.</summary>
    public override string ToString() => Text("made", _made) + Text("first fired", _fired);

    private static DebugTrace For(DeferredChain chain) => Traces.GetValue(chain, static _ => new DebugTrace());

    private static string Text(string what, StackTrace? stack)
    {
        if (stack is null)
            return "";
        // The frames of this library's own firing and making say nothing to the one who looks for the place.
        var frames = stack.GetFrames().SkipWhile(static f =>
            DiagnosticMethodInfo.Create(f)?.DeclaringTypeName?.StartsWith("TwistedSharp.Defer.", StringComparison.Ordinal) == true);
        return $"{Environment.NewLine} {what}:{Environment.NewLine}{new StackTrace(frames)}";
    }
}
