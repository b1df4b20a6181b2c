using System.Text;

namespace TwistedSharp.Web.Client.Tests.Decorators.Cookies;

public sealed class CookieFuzzTests
{
    private static readonly string[] Pieces =
    [
        "a", "b=c", "=", ";", "; ", "Domain=", ".example", "a.example", "co.uk", "Path=", "/", "/x", "Secure", "HttpOnly",
        "SameSite=", "Lax", "Max-Age=",
        "-1", "999999999999", "Expires=", "Sun, 06 Nov 2094 08:49:37 GMT", "__Host-", "__Secure-",
        "\t", " ", "\"", "\0", "\r", "\u00c3\u00a9", "\u00ff", ",",
    ];

    [Test]
    public void SetCookie_RandomBytes_NeverThrowsAndKeepsOnlyWhatItMaySend()
    {
        var random = new Random(6265);
        var jar = new CookieJar(new ManualTime());
        string[] uris = ["http://a.example/", "https://www.a.example/x/y", "http://127.0.0.1/", "http://co.uk/", "http://[::1]/"];
        for (var i = 0; i < 20_000; i++)
        {
            var field = Field(random);
            var uri = URI.Parse(uris[random.Next(uris.Length)]);
            jar.SetCookie(uri, field);
            if (jar.GetCookieHeader(uri) is { } header)
                new Headers().Invoking(h => h.SetRawHeader("Cookie", header)).Should().NotThrow(field);
        }
        jar.Count.Should().BePositive();
        foreach (var cookie in jar)
            CookieRules.ProblemOf(cookie, PublicSuffixList.Default).Should().BeNull();
        jar.Should().OnlyContain(c => uris.Any(u => CookieRules.DomainMatches(URI.Parse(u).Host, c.Domain)));
    }

    [Test]
    public void Save_WhateverIsKept_LoadsAsItWas()
    {
        var random = new Random(2965);
        var jar = new CookieJar(new ManualTime());
        for (var i = 0; i < 5_000; i++)
            jar.SetCookie(URI.Parse("https://www.a.example/x/y"), Field(random));
        var saved = new StringWriter();
        jar.Save(saved);

        var loaded = new CookieJar(new ManualTime());
        loaded.Load(new StringReader(saved.ToString())).Should().Be(jar.Count);
        loaded.Should().Equal(jar.Select(c => c with { SameSite = CookieSameSite.Unspecified }));
    }

    [Test]
    public void CookieDate_RandomText_NeverThrows()
    {
        var random = new Random(1123);
        for (var i = 0; i < 20_000; i++)
            CookieDate.TryParse(Field(random), out _);
    }

    [Test]
    public void Load_RandomText_ThrowsOnlyFormatErrors()
    {
        var random = new Random(1994);
        for (var i = 0; i < 5_000; i++)
        {
            var lines = string.Join(random.Next(2) == 0 ? "\t" : "\n", Enumerable.Range(0, 8).Select(_ => Field(random)));
            try
            {
                new CookieJar(new ManualTime()).Load(new StringReader(lines));
            }
            catch (FormatException)
            {
            }
        }
    }

    private static string Field(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(12); i >= 0; i--)
        {
            if (random.Next(4) == 0)
                text.Append((char)random.Next(random.Next(8) == 0 ? 0x10000 : 256));
            else
                text.Append(Pieces[random.Next(Pieces.Length)]);
        }
        return text.ToString();
    }
}
