namespace TwistedSharp.Defer;

/// <summary>What a type is called in messages: List&lt;Int32&gt;, where the runtime says List`1 of every list.</summary>
internal static class TypeName
{
    internal static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        var arity = type.Name.IndexOf('`');
        return arity < 0 || !type.IsConstructedGenericType
            ? type.Name
            : $"{type.Name[..arity]}<{string.Join(", ", type.GenericTypeArguments.Select(Of))}>";
    }
}
