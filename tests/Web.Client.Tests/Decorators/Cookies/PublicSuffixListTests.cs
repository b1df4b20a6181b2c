namespace TwistedSharp.Web.Client.Tests.Decorators.Cookies;

public sealed class PublicSuffixListTests
{
    [TestCase("com", true, null)]
    [TestCase("COM", true, null)]
    [TestCase("example.com", false, "example.com")]
    [TestCase("a.b.Example.Com", false, "example.com")]
    [TestCase("co.uk", true, null)]
    [TestCase("co.uk.", true, null)]
    [TestCase("CO.UK", true, null)]
    [TestCase("example.co.uk.", false, "example.co.uk")]
    [TestCase("uk", true, null)]
    [TestCase("ck", true, null)]
    [TestCase("anything.ck", true, null)]
    [TestCase("www.ck", false, "www.ck")]
    [TestCase("a.www.ck", false, "www.ck")]
    [TestCase("a.anything.ck", false, "a.anything.ck")]
    [TestCase("kobe.jp", false, "kobe.jp")]
    [TestCase("c.kobe.jp", true, null)]
    [TestCase("city.kobe.jp", false, "city.kobe.jp")]
    [TestCase("github.io", true, null)]
    [TestCase("me.github.io", false, "me.github.io")]
    [TestCase("localhost", true, null)]
    [TestCase("intranet.corp", false, "intranet.corp")]
    [TestCase("xn--85x722f.xn--55qx5d.cn", false, "xn--85x722f.xn--55qx5d.cn")]
    [TestCase("xn--55qx5d.cn", true, null)]
    [TestCase("\u516c\u53f8.cn", true, null)]
    [TestCase("", false, null)]
    [TestCase(".", false, null)]
    public void Default_Domain_KnowsWhatAnyoneMayRegister(string domain, bool isSuffix, string? registrable)
    {
        PublicSuffixList.Default.IsPublicSuffix(domain).Should().Be(isSuffix);
        PublicSuffixList.Default.GetRegistrableDomain(domain).Should().Be(registrable);
    }

    [Test]
    public void Load_ATextOfRules_HasTheseOnly()
    {
        var list = PublicSuffixList.Load(
            new StringReader("// comment\n\n  foo  trailing words\r\n*.bar // as comments go\n!x.bar\n\u00e9.test\n"));
        list.IsPublicSuffix("foo").Should().BeTrue();
        list.IsPublicSuffix("a.bar").Should().BeTrue();
        list.IsPublicSuffix("x.bar").Should().BeFalse();
        list.IsPublicSuffix("xn--9ca.test").Should().BeTrue();
        list.IsPublicSuffix("co.uk").Should().BeFalse();
        list.ToString().Should().Be("<PublicSuffixList 4 names>");
    }
}
