using System.Security.Cryptography;
using System.Text.RegularExpressions;
using TwistedSharp.Web.Client;
using static twisted.internet;
using static twisted.web;
using error = twisted.internet.error;
using weberror = twisted.web.error;

/// <summary>Mirrors a site: follows its links from a page, keeps what it gets, and asks the next time only for what has changed. usage:
/// mirror/ported start folder how-many-at-once</summary>
internal static class MirrorPorted
{
    private const int TRIES = 3;
    private const double PAUSE = 0.02;
    private const double TIMEOUT = 30;
    private const int LARGEST = 10000;
    private static readonly Regex LINK = new("<a\\s+href=\"([^\"#]*)", RegexOptions.IgnoreCase);

    /// <summary>A page is larger than the mirror keeps.</summary>
    private sealed class TooLarge(string message) : Exception(message);

    /// <summary>Pages in a folder, each in a file, with what the server said of its age in another.</summary>
    private sealed class Cache
    {
        private readonly string folder;

        public Cache(string folder)
        {
            this.folder = folder;
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder);
        }

        private string path(string url, string kind) =>
            Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(url.encode())) + kind);

        /// <summary>The header fields that ask whether a page has changed.</summary>
        public Headers conditions(string url)
        {
            var headers = http_headers.Headers();
            try
            {
                foreach (var line in File.ReadLines(path(url, ".age")))
                {
                    var parts = line.Split(": ", 2);
                    headers.setRawHeaders(parts[0], [parts[1]]);
                }
            }
            catch (FileNotFoundException)
            {
            }
            return headers;
        }

        public byte[] load(string url) => File.ReadAllBytes(path(url, ".page"));

        public void store(string url, byte[] page, Dictionary<string, List<string>> headers)
        {
            File.WriteAllBytes(path(url, ".page"), page);
            if (headers.TryGetValue("etag", out var etag))
                File.WriteAllText(path(url, ".age"), $"If-None-Match: {etag[0]}\n");
            else if (headers.TryGetValue("last-modified", out var modified))
                File.WriteAllText(path(url, ".age"), $"If-Modified-Since: {modified[0]}\n");
        }
    }

    private sealed class Mirror
    {
        private readonly string site;
        private readonly Cache cache;
        private readonly DeferredSemaphore semaphore;
        private readonly HashSet<string> seen = [];
        private readonly List<string> lines = [];
        private int pages, unchanged, failures, requests, bytes;
        private readonly string start;

        public Mirror(string start, string folder, int parallel)
        {
            site = start[..start.IndexOf('/', 8)];
            cache = new Cache(folder);
            semaphore = defer.DeferredSemaphore(parallel);
            this.start = start;
        }

        public Deferred run()
        {
            var d = visit(start);
            return d.addCallback(report);
        }

        /// <summary>Gets a page and all that it leads to.</summary>
        private Deferred visit(string url)
        {
            seen.Add(url);
            return semaphore.run(() => fetch(url, 1))
                .addCallback(follow)
                .addErrback(failed, url);
        }

        private Deferred<byte[]> fetch(string url, int attempt)
        {
            requests += 1;
            var factory = new client.HTTPClientFactory(url, headers: cache.conditions(url), agent: "mirror", timeout: TIMEOUT);
            factory.Noisy = false;
            reactor.connectTCP(factory.host, factory.port, factory, timeout: TIMEOUT);
            var d = factory.deferred;
            d.addCallback(page => got(page, url, factory));
            d.addErrback(failure => notModified(failure, url));
            d.addErrback(failure => again(failure, url, attempt));
            return d;
        }

        private byte[] got(byte[] page, string url, client.HTTPClientFactory factory)
        {
            if (page.Length > LARGEST)
                throw new TooLarge($"{page.Length} bytes");
            cache.store(url, page, factory.response_headers!);
            pages += 1;
            bytes += page.Length;
            note(url, $"{page.Length} bytes");
            return page;
        }

        private byte[] notModified(Failure failure, string url)
        {
            failure.trap(weberror.Error);
            if (((WebErrorException)failure.value).Status != 304)
                failure.raiseException();
            unchanged += 1;
            note(url, "unchanged");
            return cache.load(url);
        }

        private Deferred<byte[]> again(Failure failure, string url, int attempt)
        {
            failure.trap(weberror.Error, error.ConnectionLost);
            if (attempt == TRIES || failure.value is WebErrorException { Status: < 500 })
                return defer.fail<byte[]>(failure.value);
            return task.deferLater(reactor, PAUSE).addCallback(ignored => fetch(url, attempt + 1));
        }

        private Deferred follow(byte[] page)
        {
            var links = new List<Deferred>();
            foreach (var link in from Match match in LINK.Matches(page.decode("latin-1")) select match.Groups[1].Value)
            {
                var url = link.StartsWith('/') ? site + link : link;
                if (url.StartsWith(site + "/") && !seen.Contains(url))
                    links.Add(visit(url));
            }
            return defer.DeferredList(links);
        }

        private void failed(Failure failure, string url)
        {
            failures += 1;
            note(url, "failed: " + failure.getErrorMessage());
        }

        private void note(string url, string text) => lines.Add($"{url[site.Length..]} {text}");

        private void report()
        {
            // Pages come in any order.
            foreach (var line in lines.Order(StringComparer.Ordinal))
                Console.WriteLine(line);
            Console.WriteLine($"{pages} pages, {unchanged} unchanged, {failures} failed");
            Console.WriteLine($"{bytes} bytes in {requests} requests");
        }
    }

    private static void main(string start, string folder, string parallel)
    {
        var mirror = new Mirror(start, folder, int.Parse(parallel));
        var d = mirror.run();
        d.addErrback(failure => Console.WriteLine($"unexpected: {failure}"));
        d.addBoth(ignored => reactor.stop());
    }

    internal static void Run(string[] argv)
    {
        reactor.callWhenRunning(() => main(argv[0], argv[1], argv[2]));
        reactor.run();
    }
}
