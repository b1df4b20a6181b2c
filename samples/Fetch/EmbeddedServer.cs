using System.Text;
using TwistedSharp.Internet;

namespace TwistedSharp.Samples.Fetch;

/// <summary>A web server on the loopback interface, so that the sample runs with nothing installed and no network.</summary>
internal static class EmbeddedServer
{
    private const int PageCount = 40;

    /// <summary>Starts it on a free port; it ends with the reactor.</summary>
    /// <param name="reactor">The reactor, which client and server share.</param>
    /// <returns>The URLs of its pages.</returns>
    internal static IReadOnlyList<string> Start(IReactor reactor)
    {
        var pages = Enumerable.Range(1, PageCount).ToDictionary(i => $"/pages/{i}.txt", MakePage);
        var port = reactor.ListenTCP(0, Factory.ForProtocol(() => new HttpServerProtocol(pages)), interfaceAddress: "127.0.0.1");
        var address = (IPv4Address)port.GetHost(); // It listens on an IPv4 address.
        return [.. pages.Keys.Select(path => $"http://{address}{path}")];
    }

    /// <summary>From 1 line to about 50 KiB; every third page comes in chunks.</summary>
    private static ServedPage MakePage(int number)
    {
        var text = new StringBuilder();
        for (var line = 1; line <= number * number; line++)
            text.Append($"Page {number}, line {line}: served on loopback\n");
        return new ServedPage(Encoding.ASCII.GetBytes(text.ToString()), IsChunked: number % 3 == 0);
    }
}

/// <summary>A page that the server has ready.</summary>
/// <param name="Body">Plain text.</param>
/// <param name="IsChunked">Whether it goes out in chunks, as if its length were not known beforehand.</param>
internal sealed record ServedPage(byte[] Body, bool IsChunked);
