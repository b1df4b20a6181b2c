using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <summary>Stands in a chain's result for a value that the chain keeps in its own bits: numbers and the like then need no box.</summary>
internal abstract class SmallValue
{
    internal abstract object Box(long bits);
}

/// <summary>The one stand-in for values of a type.</summary>
internal sealed class SmallValue<T> : SmallValue
{
    internal static readonly SmallValue<T> Instance = new();

    /// <summary>Whether values of the type have a stand-in; the compiler knows it, so asking costs nothing.</summary>
    internal static bool Exists => !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long);

    internal override object Box(long bits) => Unsafe.As<long, T>(ref bits)!; // A value type: its box is never null but for Nullable.
}
