using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace TwistedSharp.Analyzers;

/// <summary>Writes the library's member for a word of compat (TWS1001).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CompatWordFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.CompatWord.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is { } access
                && diagnostic.Properties.TryGetValue(CompatWordAnalyzer.Instead, out var instead) && instead is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Write it in the library's own words",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(Rewrite(root, access, instead))), Rules.CompatWord.Id),
                    diagnostic);
            }
        }
    }

    /// <summary>Changes the member access only, so that the fixes of a chain do not meet; of a maker, the whole call.</summary>
    private static SyntaxNode Rewrite(SyntaxNode root, MemberAccessExpressionSyntax access, string instead)
    {
        switch (SyntaxFactory.ParseExpression(instead))
        {
            case ObjectCreationExpressionSyntax made when access.Parent is InvocationExpressionSyntax call:
                return root.ReplaceNode(
                    call,
                    made.WithArgumentList(call.ArgumentList).WithType(made.Type.WithAdditionalAnnotations(Simplifier.Annotation))
                        .WithTriviaFrom(call));
            case var other:
                var member = (other as InvocationExpressionSyntax)?.Expression ?? other;
                var renamed = (MemberAccessExpressionSyntax)member;
                var result = access.WithName(renamed.Name.WithTriviaFrom(access.Name));
                if (renamed.Expression.ToString().StartsWith("global::", StringComparison.Ordinal))
                {
                    result = result.WithExpression(
                        renamed.Expression.WithTriviaFrom(access.Expression).WithAdditionalAnnotations(Simplifier.Annotation));
                }
                return root.ReplaceNode(access, result);
        }
    }
}
