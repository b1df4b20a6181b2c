using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TwistedSharp.Analyzers;

/// <summary>What the rules know of Deferreds: their types, and the methods that lengthen a chain.</summary>
internal static class Deferreds
{
    private static readonly HashSet<string> Chaining = new(StringComparer.OrdinalIgnoreCase)
    {
        "AddCallback", "AddCallbacks", "AddErrback", "AddBoth", "AddTimeout", "ChainDeferred", "CancelOn",
    };

    private static readonly HashSet<string> Hearing = new(StringComparer.OrdinalIgnoreCase)
    {
        "AddErrback", "AddBoth", "AddCallbacks", "ChainDeferred",
    };

    /// <summary>Whether it is a Deferred, with a value or without.</summary>
    internal static bool IsDeferred(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Deferred", ContainingNamespace.Name: "Defer" } named
        && named.ContainingNamespace.ContainingNamespace?.Name == "TwistedSharp";

    /// <summary>Whether a call lengthens a chain, in the library's words or compat's.</summary>
    internal static bool IsChaining(IInvocationOperation call) => Chaining.Contains(call.TargetMethod.Name) && IsDeferred(Receiver(call)?.Type);

    /// <summary>Whether a call hears of failures.</summary>
    internal static bool Hears(IInvocationOperation call) => Hearing.Contains(call.TargetMethod.Name);

    /// <summary>What a call is made on; of an extension, its first argument.</summary>
    internal static IOperation? Receiver(IInvocationOperation call)
    {
        if (call.Instance is { } instance)
            return Plain(instance);
        // The words of compat are extensions: of the old kind, or of extension blocks, whose receiver comes as the first argument too.
        return call.Arguments.Length > 0 && (call.TargetMethod.IsExtensionMethod || call.Syntax is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax access,
        } && access.Expression.Span == call.Arguments[0].Value.Syntax.Span)
            ? Plain(call.Arguments[0].Value)
            : null;
    }

    /// <summary>What a chain of calls begins with, and whether one of them hears of failures.</summary>
    internal static IOperation Root(IOperation operation, out bool isHeard)
    {
        isHeard = false;
        operation = Plain(operation);
        while (operation is IInvocationOperation call && IsChaining(call))
        {
            isHeard |= Hears(call);
            operation = Receiver(call)!; // A Deferred, or it would not be chaining.
        }
        return operation;
    }

    /// <summary>The operation without conversions.</summary>
    internal static IOperation Plain(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation;
    }

    /// <summary>Where a statement's locals are known: its block, or the file of a program of statements alone.</summary>
    internal static SyntaxNode Scope(SyntaxNode statement) =>
        statement.FirstAncestorOrSelf<BlockSyntax>() ?? statement.SyntaxTree.GetRoot();
}
