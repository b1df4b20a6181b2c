using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TwistedSharp.Analyzers;

/// <summary>TWS1001: a word of compat for which the library has a member that does the same with the same arguments.</summary>
/// <remarks>Nothing is listed by hand: the compiler is asked what the line would mean in the library's words, and only where that binds,
/// and has the same type, is it told.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompatWordAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that has what to write instead.</summary>
    public const string Instead = "Instead";

    private const string Compat = "TwistedSharp.Compat";

    /// <summary>The library's static classes that modules of compat stand for.</summary>
    private static readonly Dictionary<string, string> Holders = new(StringComparer.Ordinal)
    {
        ["defer"] = "TwistedSharp.Defer.Deferred",
        ["endpoints"] = "TwistedSharp.Internet.Endpoints",
        ["log"] = "TwistedSharp.Log",
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.CompatWord];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Look, SyntaxKind.SimpleMemberAccessExpression);
    }

    private static void Look(SyntaxNodeAnalysisContext context)
    {
        var access = (MemberAccessExpressionSyntax)context.Node;
        if (context.SemanticModel.GetSymbolInfo(access, context.CancellationToken).Symbol is not { ContainingAssembly.Name: Compat } word
            || word is not (IMethodSymbol or IPropertySymbol))
            return;
        var whole = access.Parent is InvocationExpressionSyntax call && call.Expression == access ? (ExpressionSyntax)call : access;
        foreach (var (instead, shown) in Candidates(word, access, whole))
        {
            if (!Fits(context.SemanticModel, whole, instead))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.CompatWord, access.Name.GetLocation(),
                ImmutableDictionary<string, string?>.Empty.Add(Instead, instead.ToFullString()), word.Name, shown));
            return;
        }
    }

    /// <summary>What the expression may be in the library's words.</summary>
    private static IEnumerable<(ExpressionSyntax Instead, string Shown)> Candidates(
        ISymbol word, MemberAccessExpressionSyntax access, ExpressionSyntax whole)
    {
        var pascal = char.ToUpperInvariant(word.Name[0]) + word.Name.Substring(1);
        var arguments = (whole as InvocationExpressionSyntax)?.ArgumentList;
        if (word.ContainingType is { } module && Holders.TryGetValue(module.Name, out var holder))
        {
            var type = SyntaxFactory.ParseExpression($"global::{holder}");
            yield return (Call(access.WithExpression(type), pascal, arguments), $"{holder.Split('.').Last()}.{pascal}");
        }
        if (arguments is not null && word is IMethodSymbol { ReturnType: INamedTypeSymbol made } && made.Name == word.Name
            && made.ContainingAssembly.Name != Compat)
        {
            var type = SyntaxFactory.ParseTypeName(made.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
            yield return (
                SyntaxFactory.ObjectCreationExpression(
                    SyntaxFactory.Token(SyntaxKind.NewKeyword).WithTrailingTrivia(SyntaxFactory.Space), type, arguments, null),
                $"new {made.Name}");
        }
        yield return (Call(access, pascal, arguments), pascal);
    }

    private static ExpressionSyntax Call(MemberAccessExpressionSyntax access, string name, ArgumentListSyntax? arguments)
    {
        SimpleNameSyntax renamed = access.Name is GenericNameSyntax generic
            ? generic.WithIdentifier(SyntaxFactory.Identifier(name))
            : SyntaxFactory.IdentifierName(name);
        var member = access.WithName(renamed.WithTriviaFrom(access.Name));
        return arguments is null ? member : SyntaxFactory.InvocationExpression(member, arguments);
    }

    /// <summary>Whether the compiler knows the other expression, as the library's own, with the same type.</summary>
    private static bool Fits(SemanticModel model, ExpressionSyntax whole, ExpressionSyntax instead)
    {
        var symbol = model.GetSpeculativeSymbolInfo(whole.SpanStart, instead, SpeculativeBindingOption.BindAsExpression).Symbol;
        if (symbol?.ContainingAssembly.Name is not { } assembly || assembly == Compat
            || !assembly.StartsWith("TwistedSharp.", StringComparison.Ordinal))
            return false;
        var before = model.GetTypeInfo(whole).Type;
        var after = model.GetSpeculativeTypeInfo(whole.SpanStart, instead, SpeculativeBindingOption.BindAsExpression).Type;
        return SymbolEqualityComparer.Default.Equals(before, after);
    }
}
