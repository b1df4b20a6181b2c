using System.Globalization;
using System.Reflection;
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

    [Test]
    public void HandleStatus_EveryRegisteredOne_HasItsHook()
    {
        var hooks = typeof(HTTPPageGetter).GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(m => m.Name.StartsWith("HandleStatus_", StringComparison.Ordinal) && m is { IsVirtual: true, IsFamily: true })
            .Select(m => int.Parse(m.Name.AsSpan("HandleStatus_".Length), CultureInfo.InvariantCulture));
        // RFC 9110 section 15, and those that other RFCs have registered for HTTP.
        int[] registered =
        [
            200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 305, 307, 308,
            400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
            500, 501, 502, 503, 504, 505, 507, 511,
        ];
        hooks.Should().BeEquivalentTo(registered);
        foreach (var status in registered.Where(s => s is not (200 or 201 or 202 or 204 or 205 or 304)).Append(599))
        {
            var factory = new HTTPClientFactory("http://a/");
            factory.Start(_route.EndpointForURI, _clock);
            _route.Last.Feed($"HTTP/1.1 {status} x\r\nContent-Length: 2\r\n\r\nno");
            _route.SettleAll();
            FailureResultOf<WebErrorException>(factory.Deferred).Status.Should().Be(status);
        }
    }

    [Test]
    public void State_InTheHooks_TellsOfThePage()
    {
        List<string> seen = [];
        var factory = new HTTPClientFactory("http://a/", followRedirect: false, afterFoundGet: true);
        factory.Protocol = () => new TellingGetter(seen);
        factory.Start(_route.EndpointForURI, _clock);
        _route.Last.Feed("HTTP/1.0 200 Fine\r\nA: 1\r\nContent-Length: 4\r\n\r\npa").Feed("ge");
        seen.Should().Equal("HTTP/1.0 200 Fine A=1 length 4 follow False get True of True", "length 2", "length 0");
    }

    [Test]
    public void Timeout_Overridden_GivesThePageMoreTime()
    {
        var factory = Patient(out var getter);
        _clock.Advance(9);
        getter.Told.Should().Be("Getting http://a/ took longer than 9 seconds.");
        _route.Last.Answer("late");
        _route.SettleAll();
        SuccessResultOf(factory.Deferred).Should().Equal("late"u8.ToArray());
    }

    [Test]
    public void Timeout_OverrideThrows_FailsThePageAndClosesTheConnection()
    {
        var factory = Patient(out var getter);
        getter.Throws = true;
        _clock.Advance(9);
        _route.Last.Transport.Aborted.Should().BeTrue();
        _route.SettleAll();
        FailureResultOf<FormatException>(factory.Deferred);
    }

    [Test]
    public void Getter_OfTheUsers_RunsUnderTheAgentOnKeptConnections()
    {
        var web = new Web();
        List<WireLimits> limits = [];
        web.Pool.Getter = l =>
        {
            limits.Add(l);
            return new ForgivingGetter(l);
        };
        for (var i = 0; i < 3; i++)
        {
            var got = web.Get();
            web[0].Feed("HTTP/1.1 404 x\r\nContent-Length: 4\r\n\r\npage");
            SuccessResultOf(got).Should().Be("page");
        }
        web.Route.Connections.Should().ContainSingle();
        limits.Should().Equal(web.Pool.Limits);
        var asked = web.Ask();
        web[0].Feed("HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n");
        SuccessResultOf(asked).Code.Should().Be(404);
        web.AssertNothingIsLeft();
    }

    [Test]
    public void Getter_CannotBeMade_FailsTheRequest()
    {
        var web = new Web();
        web.Pool.Getter = _ => throw new FormatException("no");
        web.Route.AcceptsAtOnce = false;
        var got = web.Get();
        FluentActions.Invoking(() => web[0].Accept()).Should().Throw<FormatException>();
        web[0].Refuse(new FormatException("no"));
        FailureResultOf<FormatException>(got);
        web.AssertNothingIsLeft();
    }

    private HTTPClientFactory Patient(out PatientGetter getter)
    {
        var made = getter = new PatientGetter();
        var factory = new HTTPClientFactory("http://a/", timeout: TimeSpan.FromSeconds(9)) { Protocol = () => made };
        factory.Start(_route.EndpointForURI, _clock);
        return factory;
    }

    private HookedFactory Start()
    {
        var factory = new HookedFactory();
        factory.Start(_route.EndpointForURI, _clock);
        return factory;
    }

    private sealed class ForgivingGetter(WireLimits limits) : HTTPPageGetter(limits)
    {
        protected override void HandleStatus_404() => HandleStatus_200();
    }

    private sealed class PatientGetter : HTTPPageGetter
    {
        internal string? Told { get; private set; }

        internal bool Throws { get; set; }

        protected override void Timeout(TimeoutException reason)
        {
            Told = reason.Message;
            if (Throws)
                throw new FormatException("no");
        }
    }

    private sealed class TellingGetter(List<string> seen) : HTTPPageGetter
    {
        protected override void HandleEndHeaders()
        {
            base.HandleEndHeaders();
            seen.Add($"{Version} {Status} {Message} A={Headers.GetFirst("a")} length {Length} follow {FollowRedirect} get {AfterFoundGet} "
                + $"of {ClientFactory!.ResponseHeaders == Headers}");
        }

        protected override void HandleResponsePart(ReadOnlySpan<byte> data)
        {
            seen.Add($"length {Length}");
            base.HandleResponsePart(data);
        }
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
