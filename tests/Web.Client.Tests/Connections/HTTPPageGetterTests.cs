using System.Text;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class HTTPPageGetterTests
{
    private FakeRoute _route = null!;
    private Internet.Clock _clock = null!;

    [SetUp]
    public void SetUp()
    {
        _route = new FakeRoute();
        _clock = new Internet.Clock();
    }

    [Test]
    public void Hooks_OfAPage_ComeInOrder()
    {
        var factory = Start();
        _route.Last.Feed("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nContent-Length: 4\r\n\r\npa").Feed("ge");
        _route.SettleAll();
        factory.Calls.Should().Equal(
            "status 1 200 OK", "header A=1", "header B=2", "header Content-Length=4", "end headers", "code 200", "200", "part pa", "part ge", "end", "response page");
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
    }

    [Test]
    public void HandleStatusCode_OverriddenFor404_MakesItAPage()
    {
        var factory = Start();
        factory.Accepts404 = true;
        _route.Last.Feed("HTTP/1.1 404 x\r\nContent-Length: 4\r\n\r\npage");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
    }

    [TestCase("status")]
    [TestCase("header")]
    [TestCase("end headers")]
    [TestCase("code")]
    [TestCase("part")]
    [TestCase("end")]
    [TestCase("response")]
    public void Hook_Throws_FailsThePageAndClosesTheConnection(string hook)
    {
        var factory = Start();
        factory.ThrowsIn = hook;
        _route.Last.Feed("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 4\r\n\r\npage");
        _route.Last.Transport.Aborted.Should().BeTrue();
        _route.SettleAll();
        FailureResultOf<FormatException>(factory.Deferred);
        _clock.GetDelayedCalls().Should().BeEmpty();
    }

    [TestCase("part")]
    [TestCase("response")]
    public void Hook_ClosesTheConnection_AsOldCodeDoes(string hook)
    {
        var factory = Start();
        factory.ClosesIn = hook;
        _route.Last.Feed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("page"u8.ToArray());
    }

    private HookedFactory Start()
    {
        var factory = new HookedFactory();
        factory.Start(_route.EndpointForURI, _clock);
        return factory;
    }

    private sealed class HookedFactory() : HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(60))
    {
        internal List<string> Calls { get; } = [];

        internal string? ThrowsIn { get; set; }

        internal string? ClosesIn { get; set; }

        internal bool Accepts404 { get; set; }

        protected override HTTPPageGetter MakeGetter() => new HookedGetter(this);
    }

    private sealed class HookedGetter(HookedFactory factory) : HTTPPageGetter
    {
        protected override void HandleStatus(int minorVersion, int status, string message)
        {
            Note("status", $"{minorVersion} {status} {message}");
            base.HandleStatus(minorVersion, status, message);
        }

        protected override void HandleHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
            Note("header", $"{Encoding.Latin1.GetString(name)}={Encoding.Latin1.GetString(value)}");

        protected override void HandleEndHeaders()
        {
            Note("end headers");
            base.HandleEndHeaders();
        }

        protected override void HandleStatusCode(int status)
        {
            Note("code", $"{status}");
            if (status == 404 && factory.Accepts404)
                HandleStatus_200();
            else
                base.HandleStatusCode(status);
        }

        protected override void HandleStatus_200() => Note("200");

        protected override void HandleResponsePart(ReadOnlySpan<byte> data)
        {
            Note("part", Encoding.Latin1.GetString(data));
            base.HandleResponsePart(data);
        }

        protected override void HandleResponseEnd()
        {
            Note("end");
            base.HandleResponseEnd();
        }

        protected override void HandleResponse(ReadOnlySpan<byte> body)
        {
            Note("response", Encoding.Latin1.GetString(body));
            base.HandleResponse(body);
        }

        private void Note(string hook, string more = "")
        {
            factory.Calls.Add($"{hook} {more}".TrimEnd());
            if (factory.ThrowsIn == hook)
                throw new FormatException(hook);
            if (factory.ClosesIn == hook)
                Transport.LoseConnection();
        }
    }
}
