using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client;
using static twisted.internet;
using static twisted.protocols;
using static twisted.web;

namespace TwistedSharp.Compat.Tests;

/// <summary>Classes of a program that override Twisted's hooks, or implement its interfaces, are what the library calls.</summary>
public sealed class HooksTests
{
    [Test]
    public void TimeoutMixin_BesideABaseClass_EndsASilentConnection()
    {
        var clock = task.Clock();
        var transport = testing.StringTransport();
        var quiet = new Quiet(clock);
        quiet.MakeConnection(transport);
        clock.advance(9);
        quiet.dataReceived("x"u8.ToArray());
        clock.advance(9);
        transport.disconnecting.Should().BeFalse();
        clock.advance(1);
        transport.disconnecting.Should().BeTrue();
    }

    [Test]
    public void TimeoutMixin_OfTwoProtocols_MeasuresEachByItself()
    {
        var clock = task.Clock();
        var first = new Quiet(clock);
        var second = new Quiet(clock);
        first.MakeConnection(testing.StringTransport());
        second.MakeConnection(testing.StringTransport());
        first.setTimeout(null).Should().Be(10);
        first.timeOut.Should().BeNull();
        second.timeOut.Should().Be(10);
        clock.advance(10);
        first.transport.disconnecting.Should().BeFalse();
        second.transport.disconnecting.Should().BeTrue();
    }

    [Test]
    public void WrappingFactory_WithItsOwnWrapper_SeesBothDirections()
    {
        var seen = new List<string>();
        var factory = new policies.WrappingFactory(protocol.Factory.forProtocol(() => new Echoing()))
        {
            protocol = (wrapping, wrapped) => new Noting(wrapping, wrapped, seen),
        };
        factory.DoStart();
        var built = factory.BuildProtocol(address.IPv4Address("TCP", "127.0.0.1", 80))!;
        var transport = testing.StringTransport();
        built.MakeConnection(transport);
        built.DataReceived("ping"u8);
        seen.Should().Equal("in ping", "out ping");
        transport.value().decode().Should().Be("ping");
        factory.protocols.Should().ContainSingle().Which.Should().BeSameAs(built);
    }

    [Test]
    public void Producers_WithTwistedsNames_AreAskedThroughTheTransport()
    {
        var asked = new List<string>();
        var transport = testing.StringTransport();
        transport.registerProducer(new Pulled(asked), streaming: false);
        transport.Producer!.ResumeProducing();
        transport.unregisterProducer();
        transport.registerProducer(new Pushed(asked), streaming: true);
        ((TwistedSharp.Internet.IPushProducer)transport.producer!).PauseProducing();
        transport.producer!.StopProducing();
        asked.Should().Equal("pull", "pause", "stop");
    }

    [Test]
    public void BodyProducer_WithTwistedsNames_IsSent()
    {
        var reactor = testing.MemoryReactorClock();
        var agent = client.Agent(reactor);
        var response = agent.request("POST", "http://127.0.0.1:8080/", null, new Hello()).addCallback(client.readBody);
        var transport = reactor.tcpClients[0].Succeed();
        var connected = reactor.tcpClients[0].Protocol!;
        transport.value().decode().Should().StartWith("POST / HTTP/1.1\r\n").And.Contain("Content-Length: 5\r\n").And.EndWith("\r\n\r\nhello");
        connected.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8);
        DeferredAssertions.SuccessResultOf(response).decode().Should().Be("ok");
    }

    [Test]
    public void AgentOfAProgram_WithTwistedsNames_IsAnAgentForDecorators()
    {
        var asked = new List<string>();
        var agent = client.RedirectAgent(new Refusing(asked));
        var failed = agent.request("GET", "http://127.0.0.1/a");
        DeferredAssertions.FailureResultOf(failed).value.Message.Should().Be("refused");
        asked.Should().Equal("GET http://127.0.0.1/a");
    }

    [Test]
    public void PageGetter_WithTwistedsHooks_CarriesThePage()
    {
        var reactor = testing.MemoryReactorClock();
        var seen = new List<string>();
        var factory = new client.HTTPClientFactory("http://127.0.0.1:8080/page", timeout: 30)
        {
            protocol = () => new Noticing(seen),
            Clock = reactor,
        };
        reactor.connectTCP(factory.host, factory.port, factory);
        var transport = reactor.tcpClients[0].Succeed();
        var connected = reactor.tcpClients[0].Protocol!;
        connected.DataReceived("HTTP/1.1 404 Nope\r\nX-Why: because\r\nContent-Length: 2\r\n\r\nno"u8);
        reactor.tcpClients[0].Lose();
        seen.Should().Equal("HTTP/1.1 404 Nope", "X-Why: because", "Content-Length: 2", "404");
        factory.status.Should().Be("404");
        factory.response_headers!["x-why"].Should().Equal("because");
        DeferredAssertions.SuccessResultOf(factory.deferred).decode().Should().Be("no", "the getter takes 404 for a page");
    }

    [Test]
    public void PageFactory_WithTwistedsHooks_IsToldOfThePage()
    {
        var reactor = testing.MemoryReactorClock();
        var factory = new Counting("http://127.0.0.1:8080/page") { Clock = reactor };
        reactor.connectTCP(factory.host, factory.port, factory);
        var transport = reactor.tcpClients[0].Succeed();
        var connected = reactor.tcpClients[0].Protocol!;
        connected.DataReceived("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"u8);
        reactor.tcpClients[0].Lose();
        factory.Told.Should().Equal("HTTP/1.0 200 OK", "page ok");
        DeferredAssertions.SuccessResultOf(factory.deferred).decode().Should().Be("OK");
    }

    [Test]
    public void Downloader_WithTwistedsHooks_GetsThePieces()
    {
        var reactor = testing.MemoryReactorClock();
        var file = new MemoryStream();
        var downloader = new Pieces("http://127.0.0.1:8080/page", file) { Clock = reactor };
        reactor.connectTCP(downloader.host, downloader.port, downloader);
        var transport = reactor.tcpClients[0].Succeed();
        var connected = reactor.tcpClients[0].Protocol!;
        connected.DataReceived("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"u8);
        connected.DataReceived("cd"u8);
        reactor.tcpClients[0].Lose();
        downloader.Told.Should().Equal("start False", "ab", "cd", "end");
        file.ToArray().decode().Should().Be("abcd");
        downloader.deferred.called.Should().BeTrue();
    }

    private sealed class Quiet(IReactorTime time) : protocol.Protocol, policies.TimeoutMixin
    {
        public IReactorTime clock => time;

        public override void connectionMade() => this.setTimeout(10);

        public override void dataReceived(byte[] data) => this.resetTimeout();
    }

    private sealed class Echoing : protocol.Protocol
    {
        public override void dataReceived(byte[] data) => transport.write(data);
    }

    private sealed class Noting(policies.WrappingFactory factory, IProtocol wrapped, List<string> seen)
        : policies.ProtocolWrapper(factory, wrapped)
    {
        public override void dataReceived(byte[] data)
        {
            seen.Add($"in {data.decode()}");
            base.dataReceived(data);
        }

        public override void write(byte[] data)
        {
            seen.Add($"out {data.decode()}");
            base.write(data);
        }
    }

    private sealed class Pulled(List<string> asked) : interfaces.IPullProducer
    {
        public void resumeProducing() => asked.Add("pull");

        public void stopProducing() => asked.Add("stop");
    }

    private sealed class Pushed(List<string> asked) : interfaces.IPushProducer
    {
        public void pauseProducing() => asked.Add("pause");

        public void resumeProducing() => asked.Add("resume");

        public void stopProducing() => asked.Add("stop");
    }

    private sealed class Hello : iweb.IBodyProducer
    {
        public long? length => 5;

        public Deferred startProducing(IConsumer consumer)
        {
            consumer.write("hello"u8);
            return defer.succeed<object?>(null);
        }

        public void pauseProducing() { }

        public void resumeProducing() { }

        public void stopProducing() { }
    }

    private sealed class Refusing(List<string> asked) : iweb.IAgent
    {
        public Deferred<Response> request(string method, string uri, Headers? headers = null, IBodyProducer? bodyProducer = null)
        {
            asked.Add($"{method} {uri}");
            return defer.fail<Response>(new InvalidOperationException("refused"));
        }
    }

    private sealed class Noticing(List<string> seen) : client.HTTPPageGetter
    {
        public override void handleStatus(string version, string status, string message)
        {
            seen.Add($"{version} {status} {message}");
            base.handleStatus(version, status, message);
        }

        public override void handleHeader(byte[] key, byte[] value) => seen.Add($"{key.decode()}: {value.decode()}");

        public override void handleStatus_404()
        {
            seen.Add(status);
            handleStatus_200();
        }
    }

    private sealed class Counting(string url) : client.HTTPClientFactory(url)
    {
        public List<string> Told { get; } = [];

        public override void gotStatus(string version, string status, string message)
        {
            Told.Add($"{version} {status} {message}");
            base.gotStatus(version, status, message);
        }

        public override void page(byte[] page)
        {
            Told.Add($"page {page.decode()}");
            base.page(page.decode().ToUpperInvariant().encode());
        }
    }

    private sealed class Pieces(string url, Stream file) : client.HTTPDownloader(url, file)
    {
        public List<string> Told { get; } = [];

        public override void pageStart(bool partialContent)
        {
            Told.Add($"start {partialContent}");
            base.pageStart(partialContent);
        }

        public override void pagePart(byte[] data)
        {
            Told.Add(data.decode());
            base.pagePart(data);
        }

        public override void pageEnd()
        {
            Told.Add("end");
            base.pageEnd();
        }
    }
}
