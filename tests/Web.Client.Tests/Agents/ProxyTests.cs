namespace TwistedSharp.Web.Client.Tests.Agents;

public sealed class ProxyTests
{
    [TestCase("http://proxy:3128", ProxyKind.HTTP, "proxy", 3128, null, null)]
    [TestCase("proxy", ProxyKind.HTTP, "proxy", 80, null, null)]
    [TestCase("proxy:8080", ProxyKind.HTTP, "proxy", 8080, null, null)]
    [TestCase("https://proxy/", ProxyKind.HTTPS, "proxy", 443, null, null)]
    [TestCase(" SOCKS5://[::1] ", ProxyKind.SOCKS5, "::1", 1080, null, null)]
    [TestCase("socks5h://[::1]:9050/", ProxyKind.SOCKS5, "::1", 9050, null, null)]
    [TestCase("http://me:p%40ss%3A@proxy:1", ProxyKind.HTTP, "proxy", 1, "me", "p@ss:")]
    [TestCase("me@proxy", ProxyKind.HTTP, "proxy", 80, "me", null)]
    [TestCase("http://a@b:c@proxy", ProxyKind.HTTP, "proxy", 80, "a@b", "c")]
    [TestCase("http://@proxy", ProxyKind.HTTP, "proxy", 80, null, null)]
    [TestCase("http://PROXY.example", ProxyKind.HTTP, "proxy.example", 80, null, null)]
    public void Parse_WhatVariablesHold_IsRead(string text, ProxyKind kind, string host, int port, string? name, string? password)
    {
        var proxy = Proxy.Parse(text);
        (proxy.Kind, proxy.Host, proxy.Port, proxy.UserName, proxy.Password).Should().Be((kind, host, port, name, password));
    }

    [TestCase("")]
    [TestCase("ftp://proxy")]
    [TestCase("socks4://proxy")]
    [TestCase("http://")]
    [TestCase("http://proxy:99999")]
    [TestCase("http://pro xy")]
    [TestCase("http://secret%3A:x@proxy")]
    [TestCase("http://me:sec/secret@proxy")]
    [TestCase("http://proxy:8080/secret@other")]
    [TestCase("http://proxy?secret@other")]
    [TestCase("http://proxy#secret@other")]
    [TestCase("socks5://secret@proxy")]
    [TestCase("socks5://secret:@proxy")]
    public void Parse_Nonsense_IsRefusedWithoutShowingIt(string text) =>
        FluentActions.Invoking(() => Proxy.Parse(text)).Should().Throw<FormatException>().Which.Message.Should().NotContain("secret");

    [Test]
    public void ToString_HidesThePassword() =>
        Proxy.Parse("https://me:secret@[::1]:8").ToString().Should().Be("https://me@[::1]:8");

    [Test]
    public void Equals_TellsCredentialsApart()
    {
        Proxy.Parse("http://a:x@p").Should().Be(Proxy.Parse("http://a:x@p:80/"));
        Proxy.Parse("http://a:x@p").Should().NotBe(Proxy.Parse("http://a:y@p"));
        Proxy.Parse("http://a:x@p").Should().NotBe(Proxy.Parse("http://p"));
    }

    [TestCase(1, 255, true)]
    [TestCase(255, 1, true)]
    [TestCase(256, 1, false)]
    [TestCase(1, 256, false)]
    public void Constructor_CredentialsForSocks_HaveTheLengthThatItTakes(int name, int password, bool fits)
    {
        var make = FluentActions.Invoking(() => new Proxy(ProxyKind.SOCKS5, "p", 1, new string('n', name), new string('p', password)));
        if (fits)
            make.Should().NotThrow();
        else
            make.Should().Throw<ArgumentException>();
    }

    [Test]
    public void Constructor_PasswordWithoutName_IsRefused() =>
        FluentActions.Invoking(() => new Proxy(ProxyKind.HTTP, "p", 1, password: "x")).Should().Throw<ArgumentException>();
}
