using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

/// <content>How a chain keeps its result: numbers and the like in its own bits, behind a stand-in, so that no callback boxes one.</content>
internal sealed partial class DeferredChain
{
    /// <summary>The result as an object; a small value is boxed anew for every one who asks.</summary>
    internal object? Result => _result is SmallValue small ? small.Box(_bits) : _result;

    /// <summary>The result as it is stored: a small value's stand-in, where there is one.</summary>
    internal object? Raw => _result;

    internal Failure? FailureOrNull => _result as Failure;

    /// <summary>What stands for a value as the result; it must become the result at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal object? Hold<T>(T value)
    {
        if (!SmallValue<T>.Exists)
            return value;
        Unsafe.As<long, T>(ref _bits) = value;
        return SmallValue<T>.Instance;
    }

    /// <summary>The result, which is a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Value<T>() =>
        SmallValue<T>.Exists && ReferenceEquals(_result, SmallValue<T>.Instance) ? Unsafe.As<long, T>(ref _bits) : Links.Unwrap<T>(Result);
}
