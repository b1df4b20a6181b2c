using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace TwistedSharp.Analyzers;

/// <summary>Adds an errback that logs (TWS0002).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UnheardFix : CodeFixProvider
{
    private const string Logging = "failure => global::TwistedSharp.Log.Err(failure, \"Unhandled Error\")";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Unheard.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax
                {
                    Parent: ExpressionStatementSyntax,
                } call)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Add an errback that logs",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(call, Heard(call)))), Rules.Unheard.Id),
                    diagnostic);
            }
        }
    }

    private static ExpressionSyntax Heard(InvocationExpressionSyntax call) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, call, SyntaxFactory.IdentifierName("AddErrback")),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.Argument(Simple(SyntaxFactory.ParseExpression(Logging))))));

    private static ExpressionSyntax Simple(ExpressionSyntax expression) => expression.ReplaceNodes(
        expression.DescendantNodes().OfType<MemberAccessExpressionSyntax>(),
        (_, access) => access.WithAdditionalAnnotations(Simplifier.Annotation));
}
