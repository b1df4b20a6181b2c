using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TwistedSharp.Analyzers.Tests;

/// <summary>A program's text, what an analyzer says of it, and what a fix makes of it.</summary>
internal static class Code
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using TwistedSharp;
        using TwistedSharp.Defer;
        using TwistedSharp.Internet;
        using TwistedSharp.Web.Client;
        using static twisted.internet;
        using static twisted.protocols;
        using static twisted.web;
        """;

    private static readonly ImmutableArray<MetadataReference> References = [.. ((string)AppContext
        .GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator) // The host sets it.
        .Select(file => MetadataReference.CreateFromFile(file))];

    /// <summary>A class around members, with the usings that tests need.</summary>
    internal static string Class(string members) => $"{Usings}\n\nclass C\n{{\n{members}\n}}\n";

    /// <summary>A program of statements alone.</summary>
    internal static string Program(string statements) => $"{Usings}\n\n{statements}\n";

    /// <summary>What an analyzer says of files that compile, each as "ID: the marked text".</summary>
    internal static IReadOnlyList<string> Said(DiagnosticAnalyzer analyzer, params string[] texts) =>
        [.. Diagnostics(analyzer, Project(texts).GetCompilationAsync().Result!) // C# has compilations.
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => $"{diagnostic.Id}: {Marked(diagnostic)}")];

    /// <summary>The text after all that a fix can fix, one at a time; it compiles.</summary>
    internal static string Fixed(DiagnosticAnalyzer analyzer, CodeFixProvider fix, string text)
    {
        var project = Project([text]);
        for (var round = 0; round < 100; round++)
        {
            var document = project.Documents.Single();
            var found = Diagnostics(analyzer, project.GetCompilationAsync().Result!).OrderBy(d => d.Location.SourceSpan.Start).ToList();
            CodeAction? action = null;
            foreach (var diagnostic in found.Where(_ => action is null))
                fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (a, _) => action ??= a, default)).Wait();
            if (action is null)
                return document.GetTextAsync().Result.ToString();
            var changed = action.GetOperationsAsync(default).Result.OfType<ApplyChangesOperation>().Single().ChangedSolution;
            var simple = Microsoft.CodeAnalysis.Simplification.Simplifier.ReduceAsync(changed.GetDocument(document.Id)!).Result;
            project = Microsoft.CodeAnalysis.Formatting.Formatter
                .FormatAsync(simple, Microsoft.CodeAnalysis.Formatting.Formatter.Annotation).Result.Project;
        }
        throw new InvalidOperationException("The fixes do not come to an end.");
    }

    private static string Marked(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan); // It is in the source.

    private static ImmutableArray<Diagnostic> Diagnostics(DiagnosticAnalyzer analyzer, Compilation compilation)
    {
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().Result;
    }

    private static Project Project(string[] texts)
    {
        var workspace = new AdhocWorkspace();
        var isProgram = !texts[0].Contains("class ", StringComparison.Ordinal) && texts.Length == 1;
        var options = new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Test", "Test", LanguageNames.CSharp, compilationOptions: options,
            parseOptions: new CSharpParseOptions(LanguageVersion.Preview), metadataReferences: References));
        for (var i = 0; i < texts.Length; i++)
            project = project.AddDocument($"Test{i}.cs", SourceText.From(texts[i])).Project;
        return project;
    }
}
