using System.CommandLine;
using Spectre.Console;

namespace TwistedSharp.Samples.Fetch;

/// <summary>The command line: what was asked for, who hears of it, and the exit code.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int Unusable = 2;

    private static readonly Argument<string[]> Urls = new("URL")
    {
        Description = "What to fetch; without any, pages of a server that this program starts itself",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> UrlFile = new("--urls") { Description = "A file with one URL a line and # comments; - for standard input" };
    private static readonly Option<string[]> Header = new("--header") { Description = "A header field to send, 'Name: value'; may be repeated" };
    private static readonly Option<int> Concurrency = Number("--concurrency", "Requests in flight, waiting for a connection included", 8);
    private static readonly Option<int> MaxPerHost = Number("--max-per-host", "Connections to one server", 2);
    private static readonly Option<int?> MaxTotal = new("--max-total")
    {
        Description = "Connections to all servers together; no limit unless given",
        HelpName = "number",
    };

    private static readonly Option<bool> NoPersist = new("--no-persist") { Description = "A new connection for every request" };
    private static readonly Option<double?> Timeout = new("--timeout")
    {
        Description = "Seconds that one request may take, waiting for a connection included; no limit unless given",
        HelpName = "seconds",
    };

    private static readonly Option<string> Output = new("--output") { Description = "A folder to save the bodies in" };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line: one for each request, the sums at the end" };

    private static readonly RootCommand Command = new("Fetches web pages over connections that are kept and reused")
    {
        Urls, UrlFile, Header, Concurrency, MaxPerHost, MaxTotal, NoPersist, Timeout, Output, Json,
    };

    private static int Main(string[] args) => Run(args, Console.In, Console.Out, Console.Error);

    internal static int Run(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        // A header or URL that begins with @ is meant as it stands, not as a file of arguments.
        var parsed = Command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not null && parsed.Errors.Count == 0)
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error }); // --help or --version
        try
        {
            if (parsed.Errors.Count > 0)
                throw new UsageException(parsed.Errors[0].Message);
            var options = ReadOptions(parsed, input);
            using var report = ChooseReport(parsed.GetValue(Json), output);
            return new Fetcher(options, report).Run();
        }
        catch (UsageException e)
        {
            error.WriteLine(e.Message);
            return Unusable;
        }
        catch (IOException e)
        {
            error.WriteLine($"The output cannot be written: {e.Message}");
            return Failed;
        }
    }

    private static FetchOptions ReadOptions(ParseResult parsed, TextReader input)
    {
        var file = parsed.GetValue(UrlFile);
        return new FetchOptions
        {
            Urls = [.. FetchOptions.CheckUrls(parsed.GetValue(Urls) ?? []), .. file is null ? [] : FetchOptions.ReadUrls(file, input)],
            Headers = FetchOptions.ReadHeaders(parsed.GetValue(Header) ?? []),
            Concurrency = FetchOptions.AtLeastOne(Concurrency.Name, parsed.GetValue(Concurrency)),
            MaxPerHost = FetchOptions.AtLeastOne(MaxPerHost.Name, parsed.GetValue(MaxPerHost)),
            MaxTotal = parsed.GetValue(MaxTotal) is { } total ? FetchOptions.AtLeastOne(MaxTotal.Name, total) : null,
            Persist = !parsed.GetValue(NoPersist),
            Timeout = parsed.GetValue(Timeout) is { } seconds ? FetchOptions.ReadTimeout(seconds) : null,
            Output = parsed.GetValue(Output) is { } folder ? OutputFolder.Open(folder) : null,
        };
    }

    private static IReport ChooseReport(bool json, TextWriter output)
    {
        if (json)
            return new JsonReport(output);
        return output == Console.Out && !Console.IsOutputRedirected ? new TerminalReport(AnsiConsole.Console) : new PlainReport(output);
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
