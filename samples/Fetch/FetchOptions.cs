using TwistedSharp.Web.Client;

namespace TwistedSharp.Samples.Fetch;

/// <summary>What to fetch, and how.</summary>
internal sealed record FetchOptions
{
    /// <summary>Absolute http and https URLs; none means the embedded server's pages.</summary>
    internal IReadOnlyList<string> Urls { get; init; } = [];

    internal Headers? Headers { get; init; }

    internal int Concurrency { get; init; } = 8;

    internal int MaxPerHost { get; init; } = 2;

    internal int? MaxTotal { get; init; }

    internal bool Persist { get; init; } = true;

    internal TimeSpan? Timeout { get; init; }

    internal OutputFolder? Output { get; init; }

    internal static IEnumerable<string> CheckUrls(IEnumerable<string> urls) => urls.Select(CheckUrl);

    internal static IReadOnlyList<string> ReadUrls(string file, TextReader input)
    {
        var urls = CheckUrls(ReadLines(file, input).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')).ToList();
        // Fetching the embedded server's pages instead would surprise whoever named a file.
        return urls.Count > 0 ? urls : throw new UsageException($"--urls takes a file with a URL on each line; there is none in '{file}'.");
    }

    internal static Headers? ReadHeaders(IReadOnlyList<string> fields)
    {
        if (fields.Count == 0)
            return null;
        var headers = new Headers();
        foreach (var field in fields)
        {
            var colon = field.IndexOf(':');
            if (colon < 0)
                throw new UsageException($"--header takes 'Name: value'; got '{field}'.");
            try
            {
                headers.AddRawHeader(field[..colon], field[(colon + 1)..].Trim());
            }
            catch (Exception e) when (e is InvalidHeaderNameException or InvalidHeaderValueException)
            {
                throw new UsageException($"--header takes 'Name: value'. {e.Message}");
            }
        }
        try
        {
            // Two Hosts, say, are told by the whole of a request only.
            _ = new Request("GET", URI.Parse("http://example.com/"), headers);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--header: {e.Message}");
        }
        return headers;
    }

    internal static int AtLeastOne(string option, int value) =>
        value >= 1 ? value : throw new UsageException($"{option} takes 1 or more; got {value}.");

    internal static TimeSpan ReadTimeout(double seconds) =>
        seconds is > 0 and <= int.MaxValue ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException($"--timeout takes seconds, more than 0; got {seconds}.");

    private static string CheckUrl(string url)
    {
        if (url.StartsWith('-'))
            throw new UsageException($"There is no option '{url}'; --help lists those there are.");
        try
        {
            var scheme = URI.Parse(url).Scheme;
            return scheme is "http" or "https" ? url : throw new UsageException($"'{url}': http and https can be fetched, '{scheme}' cannot.");
        }
        catch (InvalidURIException e)
        {
            // The message shows the URL already, without what a terminal would obey.
            throw new UsageException(e.Message);
        }
    }

    private static IReadOnlyList<string> ReadLines(string file, TextReader input)
    {
        try
        {
            return (file == "-" ? input.ReadToEnd() : File.ReadAllText(file)).Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--urls: {e.Message}");
        }
    }
}
