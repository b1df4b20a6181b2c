using System.Runtime.CompilerServices;

namespace TwistedSharp.Defer;

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
        return $"{(IsLambda(method.Name) ? "a lambda in " : "")}{type?.Name}.{Source(method.Name)}";
    }

    private static bool IsLambda(string name) => name.Contains(">b__", StringComparison.Ordinal);

    /// <summary>The compiler calls a lambda &lt;Method&gt;b__1_0, a local function &lt;Method&gt;g__Name|1_0, and the method around top-level
    /// statements &lt;Main&gt;$.</summary>
    private static string Source(string name)
    {
        if (name[0] != '<')
            return name;
        var local = name.IndexOf(">g__", StringComparison.Ordinal);
        var bar = name.LastIndexOf('|');
        if (local >= 0 && bar > local)
            return name[(local + 4)..bar];
        var method = name.TrimStart('<');
        return method[..method.IndexOf('>')];
    }
}
