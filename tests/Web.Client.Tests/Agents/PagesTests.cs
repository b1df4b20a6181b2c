using System.Text;
using NSubstitute;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Agents;

/// <summary>getPage, downloadPage and _makeGetterFactory over a reactor: a connection for each page.</summary>
public sealed class PagesTests
{
    private MemoryReactorClock _reactor = null!;

    [SetUp]
    public void SetUp() => _reactor = new MemoryReactorClock();

    [Test]
    public void MakeGetterFactory_OfOnesOwn_GetsThePageAndTellsOfIt()
    {
        var factory = Pages.MakeGetterFactory(_reactor, "http://10.0.0.9/", url => new LoudFactory(url));
        Answer(0, "HTTP/1.1 302 x\r\nLocation: http://10.0.0.8/2\r\nContent-Length: 0\r\n\r\n");
        Answer(1, "HTTP/1.1 200 OK\r\nX: 1\r\nContent-Length: 4\r\n\r\npage");
        SuccessResultOf(factory.Deferred).Should().Equal("PAGE"u8.ToArray());
        (factory.Status, factory.Redirects, factory.Url).Should().Be((200, 1, "http://10.0.0.8/2"));
        factory.ResponseHeaders!.GetFirst("x").Should().Be("1");
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [Test]
    public void MakeGetterFactory_SameFactoryAgain_Throws()
    {
        var factory = Pages.MakeGetterFactory(_reactor, "http://10.0.0.9/", url => new HTTPClientFactory(url));
        FluentActions.Invoking(() => Pages.MakeGetterFactory(_reactor, "http://10.0.0.9/", _ => factory)).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => Pages.MakeGetterFactory<HTTPClientFactory>(_reactor, "http://a/", null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public void GetPage_Https_AsksThePolicyForTheHostAndSpeaksTlsFirst()
    {
        var policy = Substitute.For<IPolicyForHTTPS>();
        policy.CreatorForNetloc(default!, default).ReturnsForAnyArgs(new TlsOptions("x"));
        Pages.GetPage(_reactor, "https://192.0.2.1:8443/", policy: policy);
        _reactor.TcpClients[0].Succeed().Value()[0].Should().Be(0x16);
        policy.Received().CreatorForNetloc("192.0.2.1", 8443);
    }

    [Test]
    public void GetPage_FromHttpToHttps_SpeaksTlsThere()
    {
        Pages.GetPage(_reactor, "http://192.0.2.1/");
        Answer(0, "HTTP/1.1 302 x\r\nLocation: https://192.0.2.1/two\r\nContent-Length: 0\r\n\r\n");
        _reactor.TcpClients[1].Port.Should().Be(443);
        _reactor.TcpClients[1].Succeed().Value()[0].Should().Be(0x16);
    }

    [Test]
    public void DownloadPage_IntoAStream_WritesAndClosesIt()
    {
        var stream = new MemoryStream();
        var done = Pages.DownloadPage(_reactor, "http://10.0.0.9/", stream);
        Answer(0, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
        SuccessResultOf(done);
        stream.ToArray().Should().Equal("page"u8.ToArray());
        stream.CanWrite.Should().BeFalse();
    }

    [Test]
    public void GetPage_ServerThatNeverReads_TimesOut()
    {
        var got = Pages.GetPage(_reactor, "http://10.0.0.9/", timeout: TimeSpan.FromSeconds(9));
        var transport = _reactor.TcpClients[0].Succeed();
        _reactor.Advance(9);
        transport.Aborted.Should().BeTrue();
        _reactor.Advance(0);
        FailureResultOf<TimeoutException>(got);
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Getter_ThatCannotBeMade_FailsThePage(bool throws)
    {
        Func<IProtocol?> make = () => throws ? throw new FormatException("no") : null;
        var factory = Pages.MakeGetterFactory(_reactor, "http://10.0.0.9/", url => new HTTPClientFactory(url) { Protocol = make });
        _reactor.TcpClients[0].Succeed();
        _reactor.Advance(0);
        FailureResultOf(factory.Deferred).Type.Should().Be(throws ? typeof(FormatException) : typeof(NoProtocolException));
        _reactor.GetDelayedCalls().Should().BeEmpty();
    }

    private void Answer(int connection, string text)
    {
        var connector = _reactor.TcpClients[connection];
        connector.Succeed();
        connector.Protocol!.DataReceived(Encoding.Latin1.GetBytes(text));
        _reactor.Advance(0);
    }

    private sealed class LoudFactory(string url) : HTTPClientFactory(url)
    {
        protected internal override void Page(byte[] body) => base.Page(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).ToUpperInvariant()));
    }
}
