using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TwistedSharp.Analyzers.Tests;

/// <summary>Whole programs that are right: the rules have nothing to say, or what is said is so.</summary>
public sealed class SourcesTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using TwistedSharp;
        global using TwistedSharp.Defer;
        global using TwistedSharp.Internet;
        """;

    /// <summary>What the examples do on purpose, as the Python beside them does.</summary>
    private static readonly string[] OnPurpose =
    [
        // A server that cannot listen says so in the log.
        "TWS0002: endpoints.serverFromString(reactor, \"unix:\" + argv[0]).listen(protocol.Factory.forProtocol(() => new Echo()))",
        // The certificate is read before there is a connection.
        "TWS0003: File.ReadAllText(argv[1])",
    ];

    [Test]
    public void Examples_AreRight([Values] Rule rule) => Code.Said(Analyzer(rule), [Usings, .. Sources("compat/examples")])
        .Except(OnPurpose).Should().BeEmpty();

    [Test]
    public void Examples_InCompatsWords_HaveMembersForManyOfThem() =>
        Code.Said(new CompatWordAnalyzer(), [Usings, .. Sources("compat/examples")]).Count.Should().BeGreaterThan(100);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "trial"))
            .Order(StringComparer.Ordinal).Select(File.ReadAllText);

    private static DiagnosticAnalyzer Analyzer(Rule rule) => rule switch
    {
        Rule.StaleHandle => new StaleHandleAnalyzer(),
        Rule.Unheard => new UnheardAnalyzer(),
        _ => new BlockingAnalyzer(),
    };

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..")); // A file is in a folder.

    public enum Rule
    {
        StaleHandle,
        Unheard,
        Blocking,
    }
}
