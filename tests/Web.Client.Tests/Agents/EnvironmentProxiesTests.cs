namespace TwistedSharp.Web.Client.Tests.Agents;

public sealed class EnvironmentProxiesTests
{
    private readonly Dictionary<string, string> _variables = [];

    [SetUp]
    public void SetUp() => _variables.Clear();

    [Test]
    public void None_EverythingIsDirect() => For("http://a/").Should().BeNull();

    [Test]
    public void EachScheme_HasItsOwn_AndAllFillsIn()
    {
        _variables["http_proxy"] = "http://h";
        _variables["ALL_PROXY"] = "socks5://s";
        For("http://a/").Should().Be("http://h:80");
        For("https://a/").Should().Be("socks5://s:1080");
    }

    [Test]
    public void LowerCase_GoesBeforeUpperCase()
    {
        _variables["HTTPS_PROXY"] = "http://upper";
        For("https://a/").Should().Be("http://upper:80");
        _variables["https_proxy"] = "http://lower";
        For("https://a/").Should().Be("http://lower:80");
    }

    [Test]
    public void CGIScript_NamesWithoutCase_HttpProxyIsTheClientsToo()
    {
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["HTTP_PROXY"] = "http://attacker", ["REQUEST_METHOD"] = "GET" };
        EnvironmentProxies.From(variables).ProxyFor(URI.Parse("http://a/")).Should().BeNull();
    }

    [Test]
    public void CGIScript_HTTP_PROXY_IsTheClientsAndNotRead()
    {
        _variables["HTTP_PROXY"] = "http://attacker";
        _variables["REQUEST_METHOD"] = "GET";
        For("http://a/").Should().BeNull();
        _variables["http_proxy"] = "http://ours";
        For("http://a/").Should().Be("http://ours:80");
    }

    [TestCase("*", "http://anything/", true)]
    [TestCase("example.com", "http://example.com/", true)]
    [TestCase("example.com", "http://EXAMPLE.com/", true)]
    [TestCase("example.com", "http://example.com./", true)]
    [TestCase("Example.COM", "http://www.example.com/", true)]
    [TestCase(".example.com", "http://www.example.com/", true)]
    [TestCase(".example.com", "http://example.com/", true)]
    [TestCase("example.com", "http://notexample.com/", false)]
    [TestCase("example.com", "http://example.com.evil/", false)]
    [TestCase("a, b ,c", "http://b/", true)]
    [TestCase("a:81", "http://a/", false)]
    [TestCase("a:81", "http://a:81/", true)]
    [TestCase("10.0.0.0/8", "http://10.1.2.3/", true)]
    [TestCase("10.0.0.0/8", "http://11.1.2.3/", false)]
    [TestCase("10.1.2.3", "http://10.1.2.3/", true)]
    [TestCase("10.1.2.3:80", "http://10.1.2.3:81/", false)]
    [TestCase("10.1.2.3", "http://x.10.1.2.3.example/", false)]
    [TestCase("2001:db8::/32", "http://[2001:db8::1]/", true)]
    [TestCase("::1", "http://[::1]/", true)]
    [TestCase("[::1]:80", "http://[::1]/", true)]
    [TestCase("[::1]:81", "http://[::1]/", false)]
    [TestCase("10.0.0.0/8", "http://[::ffff:10.0.0.1]/", true)]
    [TestCase("::ffff:10.0.0.1", "http://10.0.0.1/", true)]
    [TestCase("10.0.0.5/8", "http://10.1.2.3/", true)]
    [TestCase("*.example.com", "http://www.example.com/", true)]
    [TestCase("*.example.com", "http://notexample.com/", false)]
    [TestCase("", "http://localhost/", false)]
    [TestCase(",,", "http://localhost/", false)]
    [TestCase(".", "http://localhost/", false)]
    public void NoProxy_Exempts(string noProxy, string url, bool isDirect)
    {
        _variables["http_proxy"] = "http://p";
        _variables["no_proxy"] = noProxy;
        For(url).Should().Be(isDirect ? null : "http://p:80");
    }

    [Test]
    public void Malformed_NamesTheVariable()
    {
        _variables["https_proxy"] = "ftp://p";
        FluentActions.Invoking(() => For("http://a/")).Should().Throw<FormatException>().WithMessage("https_proxy holds no proxy: *");
    }

    [Test]
    public void Read_TheProcessesOwn_DoesNotThrow() => EnvironmentProxies.Read().Should().NotBeNull();

    private string? For(string url) => EnvironmentProxies.From(_variables).ProxyFor(URI.Parse(url))?.ToString();
}
