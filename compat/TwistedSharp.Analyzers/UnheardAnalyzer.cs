using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TwistedSharp.Analyzers;

/// <summary>TWS0002: a Deferred that a call gives is dropped, with callbacks on it or without, and nobody hears of its failure.</summary>
/// <remarks>In an async method the compiler tells (CS4014). Closing things gives Deferreds that nobody needs.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnheardAnalyzer : DiagnosticAnalyzer
{
    private static readonly HashSet<string> Closing = new(StringComparer.OrdinalIgnoreCase)
    {
        "StopListening", "CloseCachedConnections", "Drain", "LeaveGroup", "LoseConnection",
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Unheard];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(LookAtStatement, OperationKind.ExpressionStatement);
        context.RegisterOperationAction(LookAtLocal, OperationKind.VariableDeclarator);
    }

    private static void LookAtStatement(OperationAnalysisContext context)
    {
        var operation = ((IExpressionStatementOperation)context.Operation).Operation;
        if (operation is IInvocationOperation && Deferreds.IsDeferred(operation.Type) && !IsAsync(context.ContainingSymbol, context.Operation))
            Report(context, operation);
    }

    private static void LookAtLocal(OperationAnalysisContext context)
    {
        var declarator = (IVariableDeclaratorOperation)context.Operation;
        if (declarator.GetVariableInitializer()?.Value is not { } value || !Deferreds.IsDeferred(declarator.Symbol.Type)
            || context.Operation.SemanticModel is not { } model)
            return;
        foreach (var name in Deferreds.Scope(declarator.Syntax).DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == declarator.Symbol.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, declarator.Symbol) && !IsUnheardUse(name, model))
                return;
        }
        Report(context, value);
    }

    private static void Report(OperationAnalysisContext context, IOperation value)
    {
        var root = Deferreds.Root(value, out var isHeard);
        if (isHeard || root is not IInvocationOperation made || Closing.Contains(made.TargetMethod.Name)
            || made.TargetMethod.Name.StartsWith("Succeed", StringComparison.OrdinalIgnoreCase) && value == root)
            return;
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.Unheard, value.Syntax.GetLocation(), value.Type!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
    }

    /// <summary>A use that only adds callbacks, as a statement of its own, in a chain that does not hear either.</summary>
    private static bool IsUnheardUse(IdentifierNameSyntax name, SemanticModel model) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Expression == name
        && name.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { } statement
        && model.GetOperation(statement) is IExpressionStatementOperation { Operation: IInvocationOperation call }
        && Deferreds.IsChaining(call)
        && Deferreds.Root(call, out var isHeard).Syntax.Span == name.Span && !isHeard;

    private static bool IsAsync(ISymbol containing, IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                return lambda.Symbol.IsAsync;
            if (parent is ILocalFunctionOperation local)
                return local.Symbol.IsAsync;
        }
        return containing is IMethodSymbol { IsAsync: true };
    }
}
