using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TwistedSharp.Web.Client;

/// <summary>The mirror in the library's own words: kept connections, async methods, a limit on what a page may be.</summary>
internal static partial class MirrorIdiomatic
{
    private const int LargestPage = 10_000;

    [GeneratedRegex("<a\\s+href=\"([^\"#]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    /// <summary>A page is not to be had, or not to be kept.</summary>
    private sealed class PageException(string message) : Exception(message);

    /// <summary>Pages in a folder, each in a file, with what the server said of its age in another.</summary>
    private sealed class Cache(string folder)
    {
        /// <summary>The header fields that ask whether a page has changed.</summary>
        public Headers Conditions(Uri url)
        {
            var headers = new Headers();
            var age = PathOf(url, ".age");
            if (File.Exists(age) && File.ReadAllText(age).Split(": ", 2) is [var name, var value])
                headers.SetRawHeader(name, value);
            return headers;
        }

        public byte[] Load(Uri url) => File.ReadAllBytes(PathOf(url, ".page"));

        public void Store(Uri url, byte[] page, Headers headers)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(PathOf(url, ".page"), page);
            if (headers.GetFirst("ETag") is { } tag)
                File.WriteAllText(PathOf(url, ".age"), $"If-None-Match: {tag}");
            else if (headers.GetFirst("Last-Modified") is { } modified)
                File.WriteAllText(PathOf(url, ".age"), $"If-Modified-Since: {modified}");
        }

        private string PathOf(Uri url, string kind) =>
            Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.AbsoluteUri))) + kind);
    }

    private sealed class Mirror(IReactor reactor, Uri start, string folder, int parallel)
    {
        private const int Tries = 3;
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

        private readonly Agent _agent = new(reactor, persist: true);
        private readonly DeferredSemaphore _turns = new(parallel);
        private readonly Cache _cache = new(folder);
        private readonly HashSet<Uri> _seen = [];
        private readonly List<string> _lines = [];
        private int _pages;
        private int _unchanged;
        private int _failures;
        private int _requests;
        private int _bytes;

        public async Deferred Run()
        {
            await Visit(start);
            // Pages come in any order.
            foreach (var line in _lines.Order(StringComparer.Ordinal))
                Console.WriteLine(line);
            Console.WriteLine($"{_pages} pages, {_unchanged} unchanged, {_failures} failed");
            Console.WriteLine($"{_bytes} bytes in {_requests} requests");
        }

        /// <summary>Gets a page and all that it leads to.</summary>
        private async Deferred Visit(Uri url)
        {
            _seen.Add(url);
            byte[] page;
            try
            {
                page = await _turns.Run(() => Fetch(url));
            }
            catch (Exception e) when (e is PageException or ConnectionClosedException or ConnectException)
            {
                _failures++;
                Note(url, $"failed: {e.Message}");
                return;
            }
            await Deferred.DeferredList(Links(url, page).Select(Visit));
        }

        private async Deferred<byte[]> Fetch(Uri url)
        {
            for (var attempt = 1; ; attempt++)
            {
                _requests++;
                var response = await _agent.Request("GET", url.AbsoluteUri, _cache.Conditions(url));
                var page = await response.ReadBody();
                switch (response.Code)
                {
                    case 200:
                        Keep(url, page, response.Headers);
                        return page;
                    case 304:
                        _unchanged++;
                        Note(url, "unchanged");
                        return _cache.Load(url);
                    case >= 500 when attempt < Tries:
                        await reactor.DeferLater(Pause);
                        break;
                    default:
                        throw new PageException($"{response.Code} {response.Phrase}");
                }
            }
        }

        private void Keep(Uri url, byte[] page, Headers headers)
        {
            if (page.Length > LargestPage)
                throw new PageException($"{page.Length} bytes");
            _cache.Store(url, page, headers);
            _pages++;
            _bytes += page.Length;
            Note(url, $"{page.Length} bytes");
        }

        /// <summary>The links to pages of the same site that have not been seen; they are visited as they are enumerated.</summary>
        private IEnumerable<Uri> Links(Uri url, byte[] page) =>
            from match in Link().Matches(Encoding.Latin1.GetString(page))
            let link = Uri.TryCreate(url, match.Groups[1].Value, out var found) ? found : null
            where link is not null && link.Authority == start.Authority && !_seen.Contains(link)
            select link;

        private void Note(Uri url, string text) => _lines.Add($"{url.PathAndQuery} {text}");
    }

    internal static void Run(string[] args) => Environment.ExitCode =
        Reactors.React(reactor => new Mirror(reactor, new Uri(args[0]), args[1], int.Parse(args[2])).Run());
}
