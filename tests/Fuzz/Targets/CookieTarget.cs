using System.Text;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Fuzz.Targets;

/// <summary>No Set-Cookie and no cookie file breaks a jar, and what a jar gives can be sent.</summary>
/// <remarks>Each line of the input is a Set-Cookie of its own; the whole is a cookie file.</remarks>
internal static class CookieTarget
{
    private static readonly URI[] Hosts = [URI.Parse("https://www.a.example/x/y"), URI.Parse("http://a.co.uk/"), URI.Parse("http://127.0.0.1/")];

    internal static string[] Seeds { get; } =
    [
        "a=b", "a=b; Domain=a.example; Path=/x; Secure; HttpOnly; SameSite=Lax; Max-Age=100", "a=b; Expires=Sun, 06 Nov 2094 08:49:37 GMT",
        "__Host-a=b; Secure; Path=/\n__Secure-a=b; Secure", "a=b; domain=.CO.UK.", "=b; Domain=; Path=", "a=\"b;c\"; Max-Age=-1\na=c",
        "# Netscape HTTP Cookie File\n.a.example\tTRUE\t/\tFALSE\t4000000000\ta\tb\n#HttpOnly_a.example\tFALSE\t/x\tTRUE\t0\tc\td\n",
    ];

    internal static void Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        var jar = new CookieJar(new Noon());
        foreach (URI host in Hosts)
        {
            foreach (string line in text.Split('\n'))
                jar.SetCookie(host, line);
            foreach (URI other in Hosts)
                CheckSent(jar.GetCookieHeader(other));
        }
        try
        {
            jar.Load(new StringReader(text));
        }
        catch (FormatException)
        {
        }
        foreach (Cookie cookie in jar)
            BrokenPromiseException.Unless(cookie.Name.Length + cookie.Value.Length <= 4096, "A cookie has its size.");
    }

    private static void CheckSent(string? header)
    {
        if (header is null)
            return;
        BrokenPromiseException.Unless(header.IndexOfAny(['\r', '\n', '\0']) < 0, "A cookie splits no request.");
        new Headers().SetRawHeader("Cookie", header);
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
