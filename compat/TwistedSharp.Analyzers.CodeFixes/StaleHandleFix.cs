using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace TwistedSharp.Analyzers;

/// <summary>Keeps the handle of the new type in a local, and uses that from there on (TWS0001).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class StaleHandleFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.StaleHandle.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null; // Each changes what the next one sees.

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var call = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (call.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax block } statement
                && statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
                && model.GetSymbolInfo(access.Expression).Symbol is { } handle)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Use the handle that it returns",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(Rewrite(root, model, block, statement, handle))),
                        Rules.StaleHandle.Id),
                    diagnostic);
            }
        }
    }

    private static SyntaxNode Rewrite(
        SyntaxNode root, SemanticModel model, BlockSyntax block, ExpressionStatementSyntax statement, ISymbol handle)
    {
        var name = Free(model, statement, handle.Name);
        var after = block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(use => use.SpanStart > statement.Span.End && use.Identifier.ValueText == handle.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use).Symbol, handle))
            .ToList();
        return root.ReplaceNodes(
            after.Cast<SyntaxNode>().Append(statement),
            (original, rewritten) => original == statement
                ? SyntaxFactory.ParseStatement($"var {name} = {statement.Expression.WithoutTrivia().ToFullString()};")
                    .WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation)
                : SyntaxFactory.IdentifierName(name).WithTriviaFrom(rewritten));
    }

    private static string Free(SemanticModel model, SyntaxNode at, string name)
    {
        for (var number = 2; ; number++)
        {
            var free = $"{name}{number}";
            if (model.LookupSymbols(at.SpanStart, name: free).IsEmpty)
                return free;
        }
    }
}
