using System.Text;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Fuzz.Targets;

/// <summary>A URI that is taken can be sent and read again as what it was; a reference leads away only when it names another host.</summary>
internal static class URITarget
{
    internal static string[] Seeds { get; } =
    [
        "http://example.org/", "https://www.example.org:8443/a/b/../c?d=e#f", "http://[::1]:80/x", "http://[fe80::1%25eth0]/", "http://127.0.0.1?x",
        "HTTP://EXAMPLE.org.:080//x", "http://user:pass@example.org/", "http://example.org\\@evil.org/", "../../x?y", "//evil.org/x", "?z", "#w",
        "http://b\u00fccher.example/\u00e9", "https:///x", "http://a:99999/", "/./..//x",
    ];

    internal static void Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        if (URI.TryParse(text, out var uri))
            Check(uri);
        else
            Refuses(() => URI.Parse(text));

        var home = URI.Parse("https://home.example:8443/a/b?c");
        try
        {
            URI joined = home.Join(text);
            Check(joined);
            // Whatever tricks the path plays: without an authority or a scheme, it stays at home.
            if (!text.TrimStart(' ', '\t', '\r', '\n', '\v', '\f').StartsWith("//", StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal))
                BrokenPromiseException.Unless(joined.Origin == home.Origin, $"\"{text}\" leads to {joined.Origin}.");
        }
        catch (InvalidURIException)
        {
        }
    }

    private static void Check(URI uri)
    {
        if (uri.Scheme is "http" or "https") // Others may be without.
            BrokenPromiseException.Unless(uri.Host.Length > 0 && uri.Port is > 0 and <= 65535, "There is a host and a port.");
        BrokenPromiseException.Unless(uri.OriginForm.StartsWith('/') && IsVisible(uri.OriginForm), "The target can be sent.");
        BrokenPromiseException.Unless(IsVisible(uri.HostHeader) && uri.HostHeader.IndexOfAny(['/', '\\', '@', '?', '#']) < 0, "The host can be sent.");
        URI again = URI.Parse(uri.ToString());
        BrokenPromiseException.Unless(again.Equals(uri) && again.Host == uri.Host && again.OriginForm == uri.OriginForm, "It is read as it was written.");
    }

    private static bool IsVisible(string text) => text.All(c => c is > ' ' and <= '~');

    private static void Refuses(Func<URI> parse)
    {
        try
        {
            parse();
        }
        catch (InvalidURIException)
        {
            return;
        }
        throw new BrokenPromiseException("TryParse and Parse agree.");
    }
}
