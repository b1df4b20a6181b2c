namespace TwistedSharp.Defer;

/// <content>What a chain says of itself, and of its misuse.</content>
internal sealed partial class DeferredChain
{
    /// <summary>The state in words; one that waits shows what it waits for, and that one what it waits for, as far as the eye goes.</summary>
    public override string ToString() => Describe(levels: 6);

    private string Describe(int levels)
    {
        var inner = _result as DeferredChain;
        var held = _pauses > (inner is null ? 0 : 1) ? ", paused" : "";
        if (inner is not null)
            return "waiting on " + Nested(inner) + held;
        if (IsCalled)
            return $"current result: {Result ?? "null"}{held}";
        return DebugTrace.Of(this)?.FiredBy is { } firedBy ? "chained to " + Nested(firedBy) + held : "no result yet" + held;

        string Nested(DeferredChain other) =>
            levels == 0 ? "..." : $"<Deferred{(other._lastType == typeof(void) ? "" : " of " + TypeName.Of(other._lastType))} {other.Describe(levels - 1)}>";
    }

    private void ThrowFiredTwice() => throw new AlreadyCalledException(
        $"This Deferred has been fired already: {this}. A Deferred has one result." +
        (DebugTrace.Of(this) is { } trace ? $"{trace}" : " Set Deferred.Debugging to see where it was made and fired."));

    private void ThrowStale(Type type) => throw new InvalidOperationException(
        $"This handle is a Deferred of {Describe(type)}, but the chain's value is {Describe(_lastType)} " +
        $"since {(_typeChanger is null ? "a callback that has run" : $"AddCallback({FunctionName.Of(_typeChanger)})")} changed it; add to the handle which that call returned.");

    private static string Describe(Type type) => type == typeof(void) ? "no value" : TypeName.Of(type);
}
