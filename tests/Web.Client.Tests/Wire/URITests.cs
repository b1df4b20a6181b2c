namespace TwistedSharp.Web.Client.Tests.Wire;

public sealed class URITests
{
    [Test]
    public void Parse_EveryPart_IsCut()
    {
        URI uri = URI.Parse("http://example.com:8080/a/b;p?q=1?2#f?#g");
        (uri.Scheme, uri.Host, uri.Port, uri.NetLoc).Should().Be(("http", "example.com", 8080, "example.com:8080"));
        (uri.Path, uri.Query, uri.Fragment).Should().Be(("/a/b;p", "q=1?2", "f?#g"));
        uri.OriginForm.Should().Be("/a/b;p?q=1?2");
        uri.AbsoluteForm.Should().Be("http://example.com:8080/a/b;p?q=1?2");
        uri.HostHeader.Should().Be("example.com:8080");
        uri.Origin.Should().Be(new Origin("http", "example.com", 8080));
        uri.ToString().Should().Be("http://example.com:8080/a/b;p?q=1?2#f?#g");
    }

    [TestCase("http://h", "/", "", "", "")]
    [TestCase("http://h/", "/", "/", "", "")]
    [TestCase("http://h?x", "/?x", "", "x", "")]
    [TestCase("http://h#f", "/", "", "", "f")]
    [TestCase("http://h?#", "/?", "", "", "")]
    [TestCase("http://h/?", "/?", "/", "", "")]
    [TestCase("http://h?a/b", "/?a/b", "", "a/b", "")]
    [TestCase("http://h#a?b/c", "/", "", "", "a?b/c")]
    [TestCase("http://h//e.com/", "//e.com/", "//e.com/", "", "")]
    [TestCase("http://h/a/../b", "/a/../b", "/a/../b", "", "")]
    public void OriginForm_PathAndQuery_AlwaysBeginsWithASlash(string text, string originForm, string path, string query, string fragment)
    {
        URI uri = URI.Parse(text);
        (uri.OriginForm, uri.Path, uri.Query, uri.Fragment).Should().Be((originForm, path, query, fragment));
        uri.AbsoluteForm.Should().Be("http://h" + originForm);
        uri.OriginForm.Should().BeSameAs(uri.OriginForm);
    }

    [TestCase("http://h/", 80, "h")]
    [TestCase("http://h:80/", 80, "h")]
    [TestCase("http://h:/", 80, "h")]
    [TestCase("http://h:0080/", 80, "h")]
    [TestCase("http://h:443/", 443, "h:443")]
    [TestCase("https://h/", 443, "h")]
    [TestCase("https://h:443/", 443, "h")]
    [TestCase("https://h:80/", 80, "h:80")]
    [TestCase("http://h:65535/", 65535, "h:65535")]
    [TestCase("ftp://h/", 0, "h")]
    [TestCase("ftp://h:21/", 21, "h:21")]
    [TestCase("http://[::1]/", 80, "[::1]")]
    [TestCase("https://[2001:db8::1]:8443/", 8443, "[2001:db8::1]:8443")]
    public void HostHeader_Port_IsLeftOutWhenItIsTheSchemes(string text, int port, string hostHeader)
    {
        URI uri = URI.Parse(text);
        (uri.Port, uri.HostHeader).Should().Be((port, hostHeader));
    }

    [TestCase("HTTP://EXAMPLE.com/Path", "http", "example.com", "http://example.com/Path")]
    [TestCase("https://Example.COM:1/", "https", "example.com", "https://example.com:1/")]
    [TestCase("Git+SSH://h/", "git+ssh", "h", "git+ssh://h/")]
    [TestCase("http://[2001:DB8::A]:81/x", "http", "2001:db8::a", "http://[2001:db8::a]:81/x")]
    [TestCase("http://[::ffff:1.2.3.4]", "http", "::ffff:1.2.3.4", "http://[::ffff:1.2.3.4]")]
    [TestCase("http://a_b.example.com./", "http", "a_b.example.com.", "http://a_b.example.com./")]
    [TestCase("http://127.0.0.1", "http", "127.0.0.1", "http://127.0.0.1")]
    [TestCase(" \t\r\nhttp://h/a \n", "http", "h", "http://h/a")]
    [TestCase("http://b\u00fccher.example/x#y", "http", "xn--bcher-kva.example", "http://xn--bcher-kva.example/x#y")]
    [TestCase("HTTP://B\u00dcCHER.example:81?q", "http", "xn--bcher-kva.example", "http://xn--bcher-kva.example:81?q")]
    [TestCase("http://paral\u00b7lel.example/", "http", "xn--parallel-koa.example", "http://xn--parallel-koa.example/")]
    [TestCase("http://a\u3002b/", "http", "a.b", "http://a.b/")]
    public void Parse_SchemeAndHost_AreNormalised(string text, string scheme, string host, string shown)
    {
        URI uri = URI.Parse(text);
        (uri.Scheme, uri.Host, uri.ToString()).Should().Be((scheme, host, shown));
        URI.Parse(uri.ToString()).Should().Be(uri);
    }

    [TestCase("", "scheme://host")]
    [TestCase("h", "scheme://host")]
    [TestCase("/path", "scheme://host")]
    [TestCase("//h/", "scheme://host")]
    [TestCase("http:h", "scheme://host")]
    [TestCase("http:/h", "scheme://host")]
    [TestCase("://h", "scheme://host")]
    [TestCase("1http://h", "scheme://host")]
    [TestCase("ht tp://h", "scheme://host")]
    [TestCase("http://", "expected a host")]
    [TestCase("http:///x", "expected a host")]
    [TestCase("http://:80/", "expected a host")]
    [TestCase("http://?x", "expected a host")]
    [TestCase("http://::1/", "expected a host")]
    [TestCase("http://h:0/", "1 to 65535")]
    [TestCase("http://h:65536/", "1 to 65535")]
    [TestCase("http://h:99999999999999999999/", "1 to 65535")]
    [TestCase("http://h:-1/", "digits")]
    [TestCase("http://h:+80/", "digits")]
    [TestCase("http://h:8x/", "digits")]
    [TestCase("http://h:\u0661/", "digits")]
    [TestCase("http://h:80:80/", "digits")]
    [TestCase("http://u@h/", "credentials")]
    [TestCase("http://u:p@h/", "credentials")]
    [TestCase("http://h@/", "credentials")]
    [TestCase("http://a%40b/", "'%'")]
    [TestCase("http://a b/", "U+0020")]
    [TestCase("http://a\\b/", "'\\'")]
    [TestCase("http://a\tb/", "U+0009")]
    [TestCase("http://a\0b/", "U+0000")]
    [TestCase("http://a..b/", "empty label")]
    [TestCase("http://.a/", "empty label")]
    [TestCase("http://./", "empty label")]
    [TestCase("http://[::1/", "']'")]
    [TestCase("http://[]/", "IPv6")]
    [TestCase("http://[h]/", "IPv6")]
    [TestCase("http://[1.2.3.4]/", "IPv6")]
    [TestCase("http://[::1::2]/", "IPv6")]
    [TestCase("http://[fe80::1%25eth0]/", "IPv6")]
    [TestCase("http://[::1]x/", "':port'")]
    [TestCase("http://[::1]]/", "':port'")]
    [TestCase("http://h/a b", "percent-encode")]
    [TestCase("http://h/a\r\nX: y", "percent-encode")]
    [TestCase("http://h/a\0", "percent-encode")]
    [TestCase("http://h/?\u007f", "percent-encode")]
    [TestCase("http://h/\u00e9", "percent-encoded")]
    [TestCase("http://h/#\u00e9", "percent-encoded")]
    [TestCase("http://h/a\\b", "backslash")]
    [TestCase("http://h\uff0fevil/", "saw U+FF0F")]
    [TestCase("http://h\uff20evil/", "saw U+FF20")]
    [TestCase("http://\ufffd/", "saw U+FFFD")]
    [TestCase("http://h\u00e9 x/", "saw U+0020")]
    public void Parse_Unusable_SaysWhatWasExpected(string text, string expected)
    {
        URI.TryParse(text, out URI? uri).Should().BeFalse();
        uri.Should().BeNull();
        string message = ((Action)(() => URI.Parse(text))).Should().ThrowExactly<InvalidURIException>().Which.Message;
        message.Should().Contain(expected);
    }

    [Test]
    public void Parse_HalfASurrogatePairInTheHost_IsRefused() =>
        ((Action)(() => URI.Parse("http://a\ud800/"))).Should().Throw<InvalidURIException>().WithMessage("*U+D800*");

    [Test]
    public void Parse_HostTooLong_IsRefused() =>
        ((Action)(() => URI.Parse($"http://{new string('a', 255)}/"))).Should().Throw<InvalidURIException>().WithMessage("*254*255*");

    [Test]
    public void Parse_Credentials_StayOutOfTheMessage() =>
        ((Action)(() => URI.Parse("http://user:hunter2@h/"))).Should().Throw<InvalidURIException>()
            .Which.Message.Should().NotContain("hunter2");

    [Test]
    public void Parse_Null_IsArgumentNull()
    {
        ((Action)(() => URI.Parse(null!))).Should().Throw<ArgumentNullException>();
        URI.TryParse(null, out _).Should().BeFalse();
    }

    [TestCase("http://h", "http://h/", true)]
    [TestCase("http://h:80/", "HTTP://H/", true)]
    [TestCase("http://h/#a", "http://h/#b", false)]
    [TestCase("http://h/a", "http://h/A", false)]
    [TestCase("http://h/", "https://h/", false)]
    [TestCase("http://h/", "http://h:81/", false)]
    [TestCase("http://h/", "http://h./", false)]
    public void Equals_OriginTargetAndFragment_Decide(string one, string other, bool equal)
    {
        URI.Parse(one).Equals(URI.Parse(other)).Should().Be(equal);
        if (equal)
            URI.Parse(one).GetHashCode().Should().Be(URI.Parse(other).GetHashCode());
    }

    [TestCase("https://a/", "https://a:443", true)]
    [TestCase("http://[::1]:81/", "http://[::1]:81", false)]
    public void Origin_AsText_SpellsThePort(string text, string origin, bool secure)
    {
        URI.Parse(text).Origin.ToString().Should().Be(origin);
        URI.Parse(text).IsSecure.Should().Be(secure);
    }

    // RFC 3986 section 5.4, its base moved to http so that it has a host; fragments are inherited (RFC 9110 section 10.2.2).
    [TestCase("g", "http://a/b/c/g")]
    [TestCase("./g", "http://a/b/c/g")]
    [TestCase("g/", "http://a/b/c/g/")]
    [TestCase("/g", "http://a/g")]
    [TestCase("//g", "http://g")]
    [TestCase("?y", "http://a/b/c/d;p?y")]
    [TestCase("g?y", "http://a/b/c/g?y")]
    [TestCase("#s", "http://a/b/c/d;p?q#s")]
    [TestCase("g#s", "http://a/b/c/g#s")]
    [TestCase("g?y#s", "http://a/b/c/g?y#s")]
    [TestCase(";x", "http://a/b/c/;x")]
    [TestCase("g;x?y#s", "http://a/b/c/g;x?y#s")]
    [TestCase("", "http://a/b/c/d;p?q")]
    [TestCase(".", "http://a/b/c/")]
    [TestCase("./", "http://a/b/c/")]
    [TestCase("..", "http://a/b/")]
    [TestCase("../", "http://a/b/")]
    [TestCase("../g", "http://a/b/g")]
    [TestCase("../..", "http://a/")]
    [TestCase("../../", "http://a/")]
    [TestCase("../../g", "http://a/g")]
    [TestCase("../../../g", "http://a/g")]
    [TestCase("../../../../g", "http://a/g")]
    [TestCase("/./g", "http://a/g")]
    [TestCase("/../g", "http://a/g")]
    [TestCase("g.", "http://a/b/c/g.")]
    [TestCase(".g", "http://a/b/c/.g")]
    [TestCase("g..", "http://a/b/c/g..")]
    [TestCase("..g", "http://a/b/c/..g")]
    [TestCase("./../g", "http://a/b/g")]
    [TestCase("./g/.", "http://a/b/c/g/")]
    [TestCase("g/./h", "http://a/b/c/g/h")]
    [TestCase("g/../h", "http://a/b/c/h")]
    [TestCase("g;x=1/./y", "http://a/b/c/g;x=1/y")]
    [TestCase("g;x=1/../y", "http://a/b/c/y")]
    [TestCase("g?y/./x", "http://a/b/c/g?y/./x")]
    [TestCase("g?y/../x", "http://a/b/c/g?y/../x")]
    [TestCase("g#s/../x", "http://a/b/c/g#s/../x")]
    [TestCase("/.//evil", "http://a//evil")]
    [TestCase("?", "http://a/b/c/d;p?")]
    [TestCase("1:2", "http://a/b/c/1:2")]
    [TestCase(" g ", "http://a/b/c/g")]
    [TestCase("//G:81/x/../y?z", "http://g:81/y?z")]
    [TestCase("https://B/a/../c?d", "https://b/c?d")]
    [TestCase("https://B?d/../e", "https://b?d/../e")]
    [TestCase("/x?u=http://o/", "http://a/x?u=http://o/")]
    public void Join_Reference_IsResolved(string reference, string target) =>
        URI.Parse("http://a/b/c/d;p?q").Join(reference).ToString().Should().Be(target);

    [TestCase("http://a", "g", "http://a/g")]
    [TestCase("http://a?q", "g", "http://a/g")]
    [TestCase("http://a?q", "", "http://a?q")]
    [TestCase("http://a:81/x", "/y", "http://a:81/y")]
    [TestCase("https://[::1]:1/x", "y", "https://[::1]:1/y")]
    [TestCase("http://a/x#f", "/y", "http://a/y#f")]
    [TestCase("http://a/x#f", "/y#g", "http://a/y#g")]
    [TestCase("http://a/x#f", "https://b/y", "https://b/y#f")]
    [TestCase("http://a/x#f", "/y#", "http://a/y#")]
    public void Join_OtherBases_KeepPortAndFragment(string from, string reference, string target) =>
        URI.Parse(from).Join(reference).ToString().Should().Be(target);

    [TestCase("http:g")]
    [TestCase("mailto:a@b")]
    [TestCase("javascript:alert(1)")]
    [TestCase("//u:p@h/")]
    [TestCase("https://u@h/")]
    [TestCase("/a b")]
    [TestCase("/\u00e9")]
    [TestCase("\\\\evil/")]
    [TestCase("/\\evil")]
    [TestCase("//")]
    [TestCase("//h:0/")]
    [TestCase("/a\r\nX: y")]
    public void Join_UnusableTarget_IsRefused(string reference) =>
        ((Action)(() => URI.Parse("http://a/b").Join(reference))).Should().ThrowExactly<InvalidURIException>();

    [Test]
    public void Parse_RandomText_ThrowsNothingButItsOwnError()
    {
        var random = new Random(3986);
        const string alphabet = "http://[]:@?#%.\\ aZ09_-\u00e9\uff0f\u3002\ud83d\ude00\0\r\n;";
        for (int round = 0; round < 20_000; round++)
        {
            IEnumerable<char> tail = Enumerable.Range(0, random.Next(12)).Select(_ => alphabet[random.Next(alphabet.Length)]);
            string text = (round % 3 == 0 ? "" : "http://") + string.Concat(tail);
            if (URI.TryParse(text, out URI? uri))
            {
                URI.Parse(uri.ToString()).Should().Be(uri);
                Grammar.IsVisible(uri.OriginForm).Should().BeTrue();
                Grammar.IsVisible(uri.HostHeader).Should().BeTrue();
            }
        }
    }
}
