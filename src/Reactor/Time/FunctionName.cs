using System.Runtime.CompilerServices;

namespace TwistedSharp.Internet;

/// <summary>What a function is called in the source, for messages.</summary>
internal static class FunctionName
{
    /// <summary>"Type.Method", or "a lambda in Type.Method".</summary>
    internal static string Of(Delegate function)
    {
        var method = function.Method;
        var type = method.DeclaringType;
        // A lambda lives in a type of the compiler's own, inside the one it was written in.
        while (type is { DeclaringType: { } outer } && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            type = outer;
        return $"{type?.Name}.{Source(method.Name)}" is var name && method.Name.Contains(">b__", StringComparison.Ordinal)
            ? $"a lambda in {name}"
            : name;
    }

    /// <summary>The compiler calls a lambda &lt;Method&gt;b__1_0 and a local function &lt;Method&gt;g__Name|1_0.</summary>
    private static string Source(string name)
    {
        var end = name.IndexOf('>');
        if (name[0] != '<' || end < 0)
            return name;
        var local = name.IndexOf("g__", end, StringComparison.Ordinal);
        var bar = name.IndexOf('|', end);
        return local >= 0 && bar > local ? name[(local + 3)..bar] : name[1..end];
    }
}
