using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Web.Client.Tests.Agents;

/// <summary>No door of the page API lets a method or URL through that would add to the request: each throws before anything is connected.</summary>
public sealed class PageInjectionTests
{
    private MemoryReactorClock _reactor = null!;
    private Web _web = null!;

    [SetUp]
    public void SetUp()
    {
        _reactor = new MemoryReactorClock();
        _web = new Web();
    }

    [TearDown]
    public void NothingWasSent()
    {
        _reactor.TcpClients.Should().BeEmpty();
        _web.Route.Connections.Should().BeEmpty();
    }

    [Test]
    public void Method_ThatIsNoToken_IsRefused(
        [Values("GetPage", "DownloadPage", "Agent.GetPage", "Agent.DownloadPage", "HTTPClientFactory", "HTTPDownloader")] string door,
        [Values("GET\r\nX-Injected-Header: value", "GET\u0001", "G(DEL)T", "GET ", "G\u00ffT", "")] string method) =>
        FluentActions.Invoking(() => Open(door, "http://twisted.invalid/", method)).Should().Throw<InvalidMethodException>();

    [Test]
    public void URL_WithWhatAddsToTheRequest_IsRefused(
        [Values("GetPage", "DownloadPage", "Agent.GetPage", "Agent.DownloadPage", "HTTPClientFactory", "HTTPDownloader", "SetURL", "HTTPDownloader.SetURL")]
        string door,
        [Values(
            "http://twisted\r\n.invalid/", "http://twisted\u0001.invalid/", "http://twisted.(DEL)invalid/", "http://twisted.invalid/\r\nX: y",
            "http://twisted.invalid/ HTTP/1.1\r\n", "http://twisted.invalid/\u0001", "http://twisted.invalid/(DEL)")]
        string url) =>
        FluentActions.Invoking(() => Open(door, url, "GET")).Should().Throw<InvalidURIException>();

    private void Open(string door, string url, string method)
    {
        // Test runners lose cases that have the character in their names.
        url = url.Replace("(DEL)", "\u007f");
        method = method.Replace("(DEL)", "\u007f");
        switch (door)
        {
            case "GetPage":
                Pages.GetPage(_reactor, url, method);
                break;
            case "DownloadPage":
                Pages.DownloadPage(_reactor, url, new MemoryStream(), method);
                break;
            case "Agent.GetPage":
                _web.Agent.GetPage(url, method);
                break;
            case "Agent.DownloadPage":
                _web.Agent.DownloadPage(url, new MemoryStream(), method);
                break;
            case "HTTPClientFactory":
                _ = new HTTPClientFactory(url, method);
                break;
            case "HTTPDownloader":
                _ = new HTTPDownloader(url, new MemoryStream(), method);
                break;
            case "SetURL":
                new HTTPClientFactory("https://twisted.invalid").SetURL(url);
                break;
            case "HTTPDownloader.SetURL":
                new HTTPDownloader("https://twisted.invalid", new MemoryStream()).SetURL(url);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(door));
        }
    }
}
