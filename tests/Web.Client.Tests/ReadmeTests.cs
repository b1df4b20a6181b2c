using System.Runtime.CompilerServices;
using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Tests;

/// <summary>The README's code is this file's code: it compiles, and the README shows it to the letter.</summary>
public sealed class ReadmeTests
{
    [TestCase("first")]
    [TestCase("callbacks")]
    [TestCase("limits")]
    [TestCase("around")]
    public void Readme_Code_IsTheCodeThatCompilesHere(string name)
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));
        var shown = File.ReadAllText(Path.Combine(root, "README.md"));
        var lines = File.ReadAllLines(ThisFile()).SkipWhile(l => l.Trim() != $"// {name}:").Skip(1).TakeWhile(l => l.Trim() != "// end").ToList();
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        var code = string.Join("\n", lines.Select(l => l.Length >= indent ? l[indent..] : l));
        code.Should().NotBeEmpty();
        shown.Should().Contain(code);
    }

    internal static void First()
    {
        // first:
        var reactor = Reactors.Create();                 // epoll on Linux, select anywhere else
        var agent = new Agent(reactor, persist: true);

        reactor.CallWhenRunning(() => Fetch().AddErrback(Console.Error.WriteLine).AddBoth(_ => reactor.Stop()));
        reactor.Run();

        async Deferred Fetch()
        {
            // Opens a connection to foo.com and makes a request.
            var response = await agent.RequestString("http://foo.com/file-to-download.txt");
            Console.WriteLine(response.Length);

            // Later: reuses the same connection to foo.com.
            response = await agent.RequestString("http://foo.com/some-page.html");
            Console.WriteLine(response.Length);

            // The connection has been idle too long meanwhile (240 s unless told otherwise): a new one is opened here.
            response = await agent.RequestString("http://foo.com/some-other-page.html");
            Console.WriteLine(response.Length);
        }
        // end
    }

    internal static void Callbacks(IReactor reactor, Agent agent)
    {
        // callbacks:
        agent.RequestString("http://127.0.0.1:8080/a.txt")
             .AddCallback(page => Console.WriteLine(page.Length))
             .AddErrback(failure => Console.Error.WriteLine(failure))
             .AddBoth(_ => reactor.Stop());
        reactor.Run();
        // end
    }

    internal static void Limits(Agent agent)
    {
        // limits:
        agent.Pool.MaxConnectionsPerHost = 2;                           // RFC 2616's number
        agent.Pool.MaxConnections = 100;                                // over all servers; no limit unless set
        agent.Pool.CachedConnectionTimeout = TimeSpan.FromSeconds(240); // an idle connection lives that long
        // end
    }

    internal static async Deferred Around(IReactor reactor, Agent agent, string[] urls)
    {
        // around:
        var browser = new StandardAgent(agent, reactor);                // redirects, cookies, gzip, retries
        var response = await browser.Request("GET", "https://example.org/");
        Console.WriteLine(await response.ReadString());

        await foreach (var page in agent.RequestAll(urls, concurrency: 20)) // as they come, each with its own failure
            Console.WriteLine($"{page.Url}: {page.Failure?.GetErrorMessage() ?? page.Page}");
        // end
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
