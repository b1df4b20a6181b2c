using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TwistedSharp.Analyzers;

/// <summary>TWS0001: <c>d.AddCallback(text => text.Length); d.AddCallback(...)</c>, where the second still has the old type.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StaleHandleAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.StaleHandle];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(Look, OperationKind.ExpressionStatement);
    }

    private static void Look(OperationAnalysisContext context)
    {
        var statement = (IExpressionStatementOperation)context.Operation;
        if (Deferreds.Plain(statement.Operation) is not IInvocationOperation call || !Deferreds.IsChaining(call)
            || Deferreds.Root(call, out _) is not { Type: INamedTypeSymbol { IsGenericType: true } before } root || !Deferreds.IsDeferred(before)
            || before.TypeArguments[0].SpecialType == SpecialType.System_Object // It takes everything.
            || !Deferreds.IsDeferred(call.Type) || SameValue(before, (INamedTypeSymbol)call.Type!) // A Deferred has a named type.
            || Symbol(root) is not { } handle)
            return;
        if (statement.SemanticModel is { } model && UsesAfter(Deferreds.Scope(statement.Syntax), statement.Syntax, handle, model))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.StaleHandle, call.Syntax.GetLocation(), call.TargetMethod.Name,
                call.Type!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
                before.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), handle.Name));
        }
    }

    /// <summary>The local, parameter or field that a handle is in.</summary>
    private static ISymbol? Symbol(IOperation receiver) => receiver switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };

    /// <summary>An errback keeps the type, but for the question mark.</summary>
    private static bool SameValue(INamedTypeSymbol before, INamedTypeSymbol after) =>
        after.IsGenericType && SymbolEqualityComparer.Default.Equals(before.TypeArguments[0], after.TypeArguments[0]);

    private static bool UsesAfter(SyntaxNode block, SyntaxNode statement, ISymbol handle, SemanticModel model)
    {
        foreach (var name in block.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.SpanStart > statement.Span.End && name.Identifier.ValueText == handle.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, handle))
                return !IsAssigned(name) && IsChained(name);
        }
        return false;
    }

    private static bool IsAssigned(IdentifierNameSyntax name) =>
        name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name
        && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression);

    /// <summary>Whether a use expects the old type: another callback, an await, a return.</summary>
    private static bool IsChained(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == name
            && access.Name.Identifier.ValueText.StartsWith("add", StringComparison.OrdinalIgnoreCase),
        AwaitExpressionSyntax or ReturnStatementSyntax => true,
        _ => false,
    };
}
