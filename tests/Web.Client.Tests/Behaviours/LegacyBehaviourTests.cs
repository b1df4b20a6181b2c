namespace TwistedSharp.Tests.Behaviours;

/// <summary>docs/behaviours/web-client.md has a row for every test that Twisted 20.3.0, the last version with getPage, has for it; that each is true is
/// tested for the whole file.</summary>
[TestFixture]
public sealed class LegacyBehaviourTests
{
    private static readonly BehaviourTable Table = BehaviourTable.Read("web-client.md");

    [TestCase("URLJoinTests", 2)]
    [TestCase("HTTPPageGetterTests", 1)]
    [TestCase("WebClientTests", 32)]
    [TestCase("WebClientSSLTests", 1)]
    [TestCase("WebClientRedirectBetweenSSLandPlainTextTests", 1)]
    [TestCase("CookieTests", 5)]
    [TestCase("HostHeaderTests", 6)]
    [TestCase("URITests", 14)]
    [TestCase("URITestsForIPv6", 1)]
    [TestCase("DeprecationTests", 6)]
    [TestCase("GetPageMethodInjectionTests", 3)]
    [TestCase("GetPageURIInjectionTests", 6)]
    [TestCase("DownloadPageMethodInjectionTests", 3)]
    [TestCase("DownloadPageURIInjectionTests", 6)]
    [TestCase("HTTPPageGetterMethodInjectionTests", 3)]
    [TestCase("HTTPPageGetterURIInjectionTests", 6)]
    [TestCase("HTTPPageDownloaderMethodInjectionTests", 3)]
    [TestCase("HTTPPageDownloaderURIInjectionTests", 6)]
    [TestCase("HTTPClientFactoryMethodInjectionTests", 3)]
    [TestCase("HTTPClientFactoryURIInjectionTests", 6)]
    [TestCase("HTTPClientFactorySetURLURIInjectionTests", 6)]
    [TestCase("HTTPDownloaderMethodInjectionTests", 3)]
    [TestCase("HTTPDownloaderURIInjectionTests", 6)]
    [TestCase("HTTPDownloaderSetURLURIInjectionTests", 6)]
    public void Group_EveryTestOfTwisteds_HasItsRow(string group, int count) =>
        Table.Rows.Count(row => row.Module == "test_webclient of 20.3.0" && row.Group == group).Should().Be(count);
}
