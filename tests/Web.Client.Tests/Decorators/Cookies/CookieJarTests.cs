namespace TwistedSharp.Web.Client.Tests.Decorators.Cookies;

public sealed class CookieJarTests
{
    private ManualTime _time = null!;
    private CookieJar _jar = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new ManualTime();
        _jar = new CookieJar(_time);
    }

    [Test]
    public void ExtractCookies_OfAResponse_KeepsThem()
    {
        Extract("http://example.com:1234/foo?bar", "foo=1; cow=moo; Path=/foo; Comment=hello", "bar=2; Comment=goodbye");
        _jar.Should().Equal(
            new Cookie { Name = "foo", Value = "1", Domain = "example.com", Path = "/foo" },
            new Cookie { Name = "bar", Value = "2", Domain = "example.com", Path = "/" });
    }

    [Test]
    public void GetCookieHeader_OfTheSameURI_SendsThem()
    {
        Extract("http://example.com:1234/foo?bar", "bar=2", "foo=1; Path=/foo");
        Header("http://example.com:1234/foo?bar").Should().Be("foo=1; bar=2");
    }

    [TestCase("a=b", "a", "b")]
    [TestCase("  a\t =  b c  ", "a", "b c")]
    [TestCase("a=b=c", "a", "b=c")]
    [TestCase("a=\"b\"", "a", "\"b\"")]
    [TestCase("a=", "a", "")]
    [TestCase("a", "", "a")]
    [TestCase("=a", "", "a")]
    [TestCase("a=b,c", "a", "b,c")]
    [TestCase("A=b; a=c", "A", "b")]
    public void SetCookie_ItsPair_IsReadAsBrowsersDo(string field, string name, string value)
    {
        Set("http://a.example/", field).Should().BeTrue();
        _jar.Select(c => (c.Name, c.Value)).Should().Equal((name, value));
        Header("http://a.example/").Should().Be(name.Length == 0 ? value : $"{name}={value}");
    }

    [TestCase("")]
    [TestCase("=")]
    [TestCase(" = ; Path=/")]
    [TestCase("; Secure")]
    [TestCase("a=b\u0000c")]
    [TestCase("a=b\rc")]
    [TestCase("a=b\nc")]
    [TestCase("a=b\u007f")]
    [TestCase("a=b; Path=/\u0001")]
    [TestCase("a=b\tc")]
    [TestCase("a\tb=c")]
    [TestCase("a=b; Path=/a\tb")]
    [TestCase("a=\u00ff")]
    public void SetCookie_NoCookie_IsLeftOut(string field)
    {
        Set("https://a.example/", field).Should().BeFalse();
        _jar.Should().BeEmpty();
    }

    [Test]
    public void SetCookie_BytesOfUTF8_AreSentBackAsTheyCame()
    {
        Set("http://a.example/", "a=\u00c3\u00a9"); // As Latin-1 shows the two bytes of an e with an accent.
        Header("http://a.example/").Should().Be("a=\u00e9");
    }

    [TestCase(4095, true)]
    [TestCase(4096, false)]
    public void SetCookie_NameAndValue_Have4096BytesAtMost(int valueBytes, bool isKept) =>
        Set("http://a.example/", "a=" + new string('v', valueBytes)).Should().Be(isKept);

    [Test]
    public void SetCookie_AttributesThatAreLong_AreIgnored()
    {
        Set("http://a.example/x/y", $"a=b; Path=/{new string('p', 1024)}; Domain={new string('d', 1025)}").Should().BeTrue();
        _jar.Single().Path.Should().Be("/x");
    }

    [TestCase("a.example", null, "a.example", true)]
    [TestCase("a.example", "", "a.example", true)]
    [TestCase("www.a.example", "a.example", "a.example", false)]
    [TestCase("www.a.example", ".a.example", "a.example", false)]
    [TestCase("www.a.example", "A.Example", "a.example", false)]
    [TestCase("WWW.A.EXAMPLE", "www.a.example", "www.a.example", false)]
    [TestCase("a.example", "www.a.example", null, false)]
    [TestCase("ba.example", "a.example", null, false)]
    [TestCase("a.example", "b.example", null, false)]
    [TestCase("a.example", "..a.example", null, false)]
    [TestCase("a.example", "a.example.", null, false)]
    [TestCase("a.example.", "a.example", null, false)]
    [TestCase("x.a.example.", "a.example.", "a.example.", false)]
    [TestCase("a.example", "example", null, false)]
    [TestCase("a.co.uk", "co.uk", null, false)]
    [TestCase("a.co.uk", "CO.UK", null, false)]
    [TestCase("a.co.uk.", "co.uk.", null, false)]
    [TestCase("me.github.io", "github.io", null, false)]
    [TestCase("github.io", "github.io", "github.io", true)]
    [TestCase("localhost", "localhost", "localhost", true)]
    [TestCase("127.0.0.1", null, "127.0.0.1", true)]
    [TestCase("127.0.0.1", "127.0.0.1", "127.0.0.1", false)]
    [TestCase("127.0.0.1", "0.0.1", null, false)]
    [TestCase("127.0.0.1", "1", null, false)]
    [TestCase("[::1]", null, "::1", true)]
    [TestCase("[::1]", "[::1]", null, false)]
    [TestCase("[::1]", "::1", "::1", true)]
    [TestCase("a.example", "a.ex\u00e4mple", null, false)]
    public void SetCookie_Domain_MustHoldTheHostAndBeNobodyElses(string host, string? domain, string? kept, bool isHostOnly)
    {
        Set($"http://{host}/", domain is null ? "a=b" : $"a=b; Domain={domain}").Should().Be(kept is not null);
        _jar.Select(c => (c.Domain, c.IsHostOnly)).Should().Equal(kept is null ? [] : [(kept, isHostOnly)]);
    }

    [Test]
    public void SetCookie_DomainThatComesTwice_TheLastCounts()
    {
        Set("http://www.a.example/", "a=b; Domain=evil.example; Domain=a.example").Should().BeTrue();
        Set("http://www.a.example/", "c=d; Domain=a.example; Domain=").Should().BeTrue();
        _jar.Select(c => c.Domain).Should().Equal("a.example", "www.a.example");
    }

    [TestCase("a.example", true, "a.example", true)]
    [TestCase("a.example", true, "www.a.example", false)]
    [TestCase("a.example", false, "a.example", true)]
    [TestCase("a.example", false, "www.a.example", true)]
    [TestCase("a.example", false, "x.www.a.example", true)]
    [TestCase("a.example", false, "ba.example", false)]
    [TestCase("a.example", false, "example", false)]
    [TestCase("a.example", false, "a.example.", false)]
    [TestCase("a.example", false, "A.EXAMPLE", true)]
    [TestCase("0.0.1", false, "127.0.0.1", false)]
    public void GetCookieHeader_Host_GetsItsOwnAndThoseForAllBelow(string domain, bool isHostOnly, string host, bool isSent)
    {
        _jar.SetCookie(new Cookie { Name = "a", Value = "b", Domain = domain, IsHostOnly = isHostOnly });
        Header($"http://{host}/").Should().Be(isSent ? "a=b" : null);
    }

    [Test]
    public void GetCookieHeader_OtherPortOfTheHost_GetsThemToo()
    {
        Set("http://a.example:1234/", "a=b; Port=1234");
        Header("http://a.example:4567/").Should().Be("a=b");
    }

    [TestCase("http://a.example", null, "/")]
    [TestCase("http://a.example/", null, "/")]
    [TestCase("http://a.example/x", null, "/")]
    [TestCase("http://a.example/x/", null, "/x")]
    [TestCase("http://a.example/x/y?z=/w", null, "/x")]
    [TestCase("http://a.example/x/y", "", "/x")]
    [TestCase("http://a.example/x/y", "z", "/x")]
    [TestCase("http://a.example/x/y", "/z", "/z")]
    [TestCase("http://a.example/x/y", "/z/", "/z/")]
    public void SetCookie_Path_IsTheGivenOrTheRequests(string uri, string? path, string kept)
    {
        Set(uri, path is null ? "a=b" : $"a=b; Path={path}");
        _jar.Single().Path.Should().Be(kept);
    }

    [TestCase("/", "", true)]
    [TestCase("/", "?q", true)]
    [TestCase("/", "/x", true)]
    [TestCase("/x", "/x", true)]
    [TestCase("/x", "/x?q", true)]
    [TestCase("/x", "/x/y", true)]
    [TestCase("/x", "/xy", false)]
    [TestCase("/x/", "/x", false)]
    [TestCase("/x/", "/x/y", true)]
    [TestCase("/x", "/X", false)]
    [TestCase("/x", "/", false)]
    [TestCase("/x", "/?/x", false)]
    public void GetCookieHeader_Path_MustLieUnderTheCookies(string path, string target, bool isSent)
    {
        _jar.SetCookie(new Cookie { Name = "a", Value = "b", Domain = "a.example", Path = path });
        Header($"http://a.example{target}").Should().Be(isSent ? "a=b" : null);
    }

    [Test]
    public void Secure_Cookie_GoesOverHttpsOnly()
    {
        Set("https://a.example/", "a=b; secure").Should().BeTrue();
        Header("https://a.example/").Should().Be("a=b");
        Header("http://a.example/").Should().BeNull();
    }

    [Test]
    public void Secure_SetOverHttp_IsRefused()
    {
        Set("http://a.example/", "a=b; Secure").Should().BeFalse();
        _jar.Should().BeEmpty();
    }

    [TestCase("http://a.example/", "a=evil")]
    [TestCase("http://a.example/x", "a=evil; Path=/x/y")]
    [TestCase("http://www.a.example/", "a=evil; Domain=a.example")]
    [TestCase("http://www.a.example/", "a=evil")]
    [TestCase("http://a.example/", "a=; Max-Age=0")]
    public void Secure_FromHttp_IsNeitherReplacedNorHidden(string uri, string field)
    {
        Set("https://a.example/", "a=good; Secure; Domain=a.example; Path=/");
        Set(uri, field).Should().BeFalse();
        _jar.Select(c => c.Value).Should().Equal("good");
    }

    [Test]
    public void Secure_ThatHasEnded_IsInNobodysWay()
    {
        Set("https://a.example/", "a=b; Secure; Max-Age=10");
        _time.Advance(TimeSpan.FromSeconds(10));
        Set("http://a.example/", "a=c").Should().BeTrue();
        Header("https://a.example/").Should().Be("a=c");
    }

    [TestCase("http://a.example/", "b=1")]
    [TestCase("http://b.example/", "a=1")]
    [TestCase("http://ba.example/", "a=1")]
    [TestCase("https://a.example/", "a=1")]
    public void Secure_FromHttpsOrOfAnotherName_IsSet(string uri, string field)
    {
        Set("https://a.example/", "a=good; Secure; Domain=a.example; Path=/x");
        Set(uri, field).Should().BeTrue();
    }

    [TestCase("__Secure-a=b; Secure", true)]
    [TestCase("__Secure-a=b", false)]
    [TestCase("__SECURE-a=b", false)]
    [TestCase("__Host-a=b; Secure; Path=/", true)]
    [TestCase("__host-a=b; Secure; Path=/", true)]
    [TestCase("__Host-a=b; Path=/", false)]
    [TestCase("__Host-a=b; Secure", false)]
    [TestCase("__Host-a=b; Secure; Path=/x", false)]
    [TestCase("__Host-a=b; Secure; Path=/; Domain=a.example", false)]
    [TestCase("=__Host-a=b; Secure; Path=/", false)]
    [TestCase("__Secure-a; Secure", false)]
    [TestCase("__Other-a=b", true)]
    public void SetCookie_APrefix_IsKeptToItsWord(string field, bool isKept) => Set("https://a.example/", field).Should().Be(isKept);

    [TestCase("SameSite=Lax", CookieSameSite.Lax)]
    [TestCase("samesite=STRICT", CookieSameSite.Strict)]
    [TestCase("SameSite=None", CookieSameSite.None)]
    [TestCase("SameSite=other", CookieSameSite.Unspecified)]
    [TestCase("SameSite", CookieSameSite.Unspecified)]
    [TestCase("x=y", CookieSameSite.Unspecified)]
    public void SetCookie_SameSite_IsKept(string attribute, CookieSameSite sameSite)
    {
        Set("https://a.example/", "a=b; HttpOnly; " + attribute);
        (_jar.Single().SameSite, _jar.Single().IsHttpOnly).Should().Be((sameSite, true));
    }

    [TestCase("Max-Age=10", 10)]
    [TestCase("max-age=010", 10)]
    [TestCase("Max-Age=10; Expires=Sun, 06 Nov 1994 08:49:37 GMT", 10)]
    [TestCase("Expires=Thu, 01 Jan 2026 00:00:20 GMT", 20)]
    [TestCase("Expires=Thu, 01 Jan 2026 00:00:20 GMT; Max-Age=10", 10)]
    [TestCase("Max-Age=x; Expires=Thu, 01 Jan 2026 00:00:20 GMT", 20)]
    [TestCase("Max-Age=1; Max-Age=10", 10)]
    [TestCase("Max-Age=10; Max-Age=x", 10)]
    [TestCase("Max-Age=99999999999999999999999999", 400 * 86400)]
    [TestCase("Expires=Fri, 01 Jan 9999 00:00:00 GMT", 400 * 86400)]
    [TestCase("Max-Age=", null)]
    [TestCase("Max-Age=-", null)]
    [TestCase("Max-Age=+1", null)]
    [TestCase("Max-Age=1.5", null)]
    [TestCase("Expires=never", null)]
    public void SetCookie_ItsEnd_IsMaxAgeElseExpires(string attributes, int? seconds)
    {
        Set("http://a.example/", "a=b; " + attributes).Should().BeTrue();
        (_jar.Single().Expires - _time.GetUtcNow())?.TotalSeconds.Should().Be(seconds);
        _jar.Single().Expires.HasValue.Should().Be(seconds is not null);
    }

    [TestCase("Max-Age=0")]
    [TestCase("Max-Age=-1")]
    [TestCase("Max-Age=-99999999999999999999")]
    [TestCase("Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    [TestCase("Expires=Thu, 01 Jan 2026 00:00:00 GMT")]
    public void SetCookie_ThatHasEnded_TakesTheOtherAway(string attribute)
    {
        Set("http://a.example/", "a=b; " + attribute).Should().BeFalse("there was none");
        Set("http://a.example/", "a=b");
        Set("http://a.example/", "a=c; " + attribute).Should().BeTrue();
        _jar.Should().BeEmpty();
    }

    [Test]
    public void Expires_WhenItsTimeComes_TheCookieIsGone()
    {
        Set("http://a.example/", "a=b; Max-Age=10");
        _time.Advance(TimeSpan.FromSeconds(9));
        Header("http://a.example/").Should().Be("a=b");
        _time.Advance(TimeSpan.FromSeconds(1));
        Header("http://a.example/").Should().BeNull();
        _jar.Count.Should().Be(0);
        _jar.ToString().Should().Be("<CookieJar 0 cookies of 0 domains>");
    }

    [Test]
    public void GetCookieHeader_Order_IsLongestPathThenOldest()
    {
        Set("http://a.example/", "a=1");
        Set("http://a.example/", "b=2; Path=/x/y");
        Set("http://a.example/", "c=3; Path=/x");
        Set("http://a.example/", "d=4; Domain=a.example");
        Set("http://a.example/", "a=5");
        Header("http://a.example/x/y/z").Should().Be("b=2; c=3; a=5; d=4", "what is set again keeps its age");
    }

    [Test]
    public void SetCookie_SameNameDomainAndPath_Replaces()
    {
        Set("http://a.example/", "a=1");
        Set("http://a.example/", "a=2; Domain=a.example");
        Set("http://a.example/", "a=3; Path=/x");
        Set("http://a.example/", "A=4");
        Set("http://a.example/", "a=5; HttpOnly");
        _jar.Select(c => c.Value).Should().Equal("5", "2", "3", "4");
    }

    [Test]
    public void Limit_OfADomain_LeastUsedThatIsNotSecureGoes()
    {
        Set("https://a.example/", "secure=1; Secure");
        for (var i = 0; i < CookieJar.MaxPerDomain - 1; i++)
            Set("https://a.example/", $"n{i}=1; Path=/n{i}");
        _jar.Count.Should().Be(180);
        Header("https://a.example/n0").Should().Contain("n0=1");
        Set("https://a.example/", "one=more").Should().BeTrue();
        _jar.Count.Should().Be(180);
        var names = _jar.Select(c => c.Name).ToList();
        names.Should().Contain(["secure", "n0", "one"]).And.NotContain("n1");
    }

    [Test]
    public void Limit_OfADomain_ThoseThatHaveEndedGoFirst()
    {
        Set("https://a.example/", "old=1");
        Set("https://a.example/", "short=1; Max-Age=1");
        for (var i = 0; i < CookieJar.MaxPerDomain - 2; i++)
            Set("https://a.example/", $"n{i}=1");
        _time.Advance(TimeSpan.FromSeconds(1));
        Set("https://a.example/", "one=more");
        _jar.Select(c => c.Name).Should().Contain(["old", "n0", "one"]).And.NotContain("short").And.HaveCount(180);
    }

    [Test]
    public void Limit_OfADomainFullOfSecureOnes_ThePlainNewcomerGoes()
    {
        for (var i = 0; i < CookieJar.MaxPerDomain; i++)
            Set("https://a.example/", $"n{i}=1; Secure");
        Set("http://a.example/", "plain=1").Should().BeFalse();
        _jar.Select(c => c.Name).Should().NotContain("plain").And.HaveCount(180);
        Set("https://a.example/", "s=1; Secure").Should().BeTrue();
        _jar.Select(c => c.Name).Should().Contain("s").And.NotContain("n0").And.HaveCount(180);
    }

    [Test]
    public void Limit_InAll_LeastUsedGoes()
    {
        for (var i = 0; i < CookieJar.MaxCookies; i++)
            Set($"http://h{i % 100}.a{i}.example/", "a=b");
        Header("http://h0.a0.example/").Should().Be("a=b");
        Set("http://new.example/", "a=b");
        _jar.Count.Should().Be(3000);
        Header("http://h0.a0.example/").Should().Be("a=b");
        Header("http://h1.a1.example/").Should().BeNull();
    }

    [Test]
    public void Clear_SomeOrAll_ForgetsThem()
    {
        Set("http://a.example/", "a=b");
        Set("http://a.example/", "b=c; Max-Age=1");
        Set("http://b.example/", "c=d; Path=/x");
        _jar.Remove("c", "b.example", "/").Should().BeFalse();
        _jar.Remove("c", "b.example", "/x").Should().BeTrue();
        _jar.ClearSessionCookies();
        _jar.Select(c => c.Name).Should().Equal("b");
        _time.Advance(TimeSpan.FromSeconds(1));
        _jar.ClearExpiredCookies();
        _jar.ToString().Should().Be("<CookieJar 0 cookies of 0 domains>");
        Set("http://a.example/", "a=b");
        _jar.Clear();
        _jar.Count.Should().Be(0);
    }

    [TestCase("", "", "a.example", "/", true)]
    [TestCase("a=b", "c", "a.example", "/", true)]
    [TestCase("a", "b;c", "a.example", "/", true)]
    [TestCase("a", "b\nc", "a.example", "/", true)]
    [TestCase("a", "b", "", "/", true)]
    [TestCase("a", "b", ".a.example", "/", true)]
    [TestCase("a", "b", "A.example", "/", true)]
    [TestCase("a", "b", "a.example", "x", true)]
    [TestCase("a", "b", "a.example", "", true)]
    [TestCase("a", "b", "co.uk", "/", false)]
    [TestCase("__Host-a", "b", "a.example", "/", true)]
    public void SetCookie_MadeByHandThatNoServerMaySet_IsRefused(string name, string value, string domain, string path, bool isHostOnly) =>
        _jar.Invoking(j => j.SetCookie(new Cookie { Name = name, Value = value, Domain = domain, Path = path, IsHostOnly = isHostOnly }))
            .Should().Throw<ArgumentException>().Which.Message.Should().Contain("cannot be kept: ");

    [Test]
    public void SetCookie_HalfACharacter_IsRefused()
    {
        // It could not be written, and would break every request that the cookie goes with.
        Set("http://a.example/", "a=\ud800").Should().BeFalse();
        _jar.Invoking(j => j.SetCookie(new Cookie { Name = "a", Value = "\ud800", Domain = "a.example" }))
            .Should().Throw<ArgumentException>();
    }

    [Test]
    public void ToString_OfACookie_KeepsItsValueSecret() =>
        new Cookie { Name = "a", Value = "secret", Domain = "a.example" }.ToString().Should().Be("<Cookie a for a.example/>");

    [Test]
    public void Own_PublicSuffixList_IsUsed()
    {
        var jar = new CookieJar(_time, PublicSuffixList.Load(new StringReader("intra.example\n")));
        jar.SetCookie(URI.Parse("http://a.intra.example/"), "a=b; Domain=intra.example").Should().BeFalse();
        jar.SetCookie(URI.Parse("http://a.co.uk/"), "a=b; Domain=co.uk").Should().BeTrue();
    }

    private void Extract(string uri, params string[] fields)
    {
        var headers = new Headers();
        foreach (var field in fields)
            headers.AddRawHeader("set-cookie", field);
        _jar.ExtractCookies(URI.Parse(uri), headers);
    }

    private bool Set(string uri, string field) => _jar.SetCookie(URI.Parse(uri), field);

    private string? Header(string uri) => _jar.GetCookieHeader(URI.Parse(uri));
}
