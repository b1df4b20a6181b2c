using System.Diagnostics;

namespace TwistedSharp.Defer;

/// <summary>Lets one at a time go on, in the order they came (twisted.internet.defer.DeferredLock).</summary>
/// <remarks>It is not re-entrant: whoever holds it and acquires it again waits for itself.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DeferredLock : ConcurrencyPrimitive<DeferredLock>
{
    /// <summary>Whether somebody holds it (Twisted's locked); on release it stays so as long as somebody waits.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>Its state in words.</summary>
    public override string ToString() => IsLocked ? $"<DeferredLock locked, {Waiting} waiting>" : "<DeferredLock unlocked>";

    private protected override bool TryTake()
    {
        if (IsLocked)
            return false;
        IsLocked = true;
        return true;
    }

    private protected override void GiveBack()
    {
        if (!IsLocked)
            throw new InvalidOperationException($"{this} cannot be released: nobody has acquired it.");
        IsLocked = false;
    }
}
