using TwistedSharp.Web.Client.Tests.Connections;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Decorators.Decoding;

public sealed class ContentDecoderAgentTests
{
    private const string Url = "http://a/";
    private static readonly byte[] Hello = "hello, hello, hello"u8.ToArray();

    private AnsweringAgent _inner = null!;

    [SetUp]
    public void SetUp() => _inner = new AnsweringAgent();

    [Test]
    public void Agent_IsAnIAgent() => new ContentDecoderAgent(_inner, []).Should().BeAssignableTo<IAgent>();

    [Test]
    public void Request_NamesItsDecoders()
    {
        new ContentDecoderAgent(_inner, [Twice("decoder1"), Twice("decoder2")]).Request("GET", Url);
        _inner.Asked.GetRawHeaders("Accept-Encoding").Should().Equal("decoder1,decoder2");
        new ContentDecoderAgent(_inner).Request("GET", Url);
        _inner.Asked.GetRawHeaders("Accept-Encoding").Should().Equal("gzip,deflate,br,zstd");
    }

    [Test]
    public void Request_WithoutDecoders_AsksForNothing()
    {
        new ContentDecoderAgent(_inner, []).Request("GET", Url);
        _inner.Asked.Count.Should().Be(0);
    }

    [Test]
    public void Request_CallersAcceptEncoding_GoesOutAsItIs()
    {
        var headers = new Headers { { "Foo", "bar" }, { "accept-encoding", "fizz" } };
        new ContentDecoderAgent(_inner).Request("GET", Url, headers);
        _inner.Asked.ToString().Should().Be("<Headers Foo: bar, accept-encoding: fizz>");
    }

    [Test]
    public void Request_CallersHeaders_AreNotChanged()
    {
        var headers = new Headers { { "Foo", "bar" } };
        new ContentDecoderAgent(_inner).Request("GET", Url, headers);
        headers.ToString().Should().Be("<Headers Foo: bar>");
        _inner.Asked.Count.Should().Be(2);
    }

    [TestCase("gzip", true)]
    [TestCase("X-GZIP;q=0.5", true)]
    [TestCase("br, gzip ; q=1.000", true)]
    [TestCase("*", true)]
    [TestCase("fizz, *;q=0.1", true)]
    [TestCase("gzip;q=0", false)]
    [TestCase("gzip;q=0.000, *", false)]
    [TestCase("*;q=0", false)]
    [TestCase("identity", false)]
    [TestCase("", false)]
    [TestCase("br", false)]
    public void Request_CallersAcceptEncoding_DecidesWhatIsDecoded(string accept, bool isDecoded)
    {
        _inner.Answer = Answer("gzip", Coded.Encode("gzip", Hello));
        var response = Ask(headers: new Headers { { "Accept-Encoding", accept } });
        response.Headers.HasHeader("Content-Encoding").Should().Be(!isDecoded);
        SuccessResultOf(response.ReadBody()).Length.Should().Be(isDecoded ? Hello.Length : Coded.Encode("gzip", Hello).Length);
    }

    [Test]
    public void Request_ForARange_AsksForIdentityAndDecodesNothing()
    {
        _inner.Answer = request => new Response(request, 206, new Headers { { "Content-Encoding", "gzip" } }, Coded.Encode("gzip", Hello)[5..]);
        var response = Ask(headers: new Headers { { "Range", "bytes=5-" } });
        _inner.Asked.GetRawHeaders("Accept-Encoding").Should().Equal("identity");
        SuccessResultOf(response.ReadBody()).Should().Equal(Coded.Encode("gzip", Hello)[5..]);
    }

    [Test]
    public void Response_PartOfACodedBody_IsTheSameObject()
    {
        Response? original = null;
        _inner.Answer = request =>
            original = new Response(request, 206, new Headers { { "Content-Encoding", "gzip" } }, Coded.Encode("gzip", Hello)[5..]);
        Ask(headers: new Headers { { "Range", "bytes=5-" }, { "Accept-Encoding", "gzip" } }).Should().BeSameAs(original);
    }

    [Test]
    public void Response_WholeAndCodedThoughARangeWasAskedFor_IsDecoded()
    {
        _inner.Answer = Answer("gzip", Coded.Encode("gzip", Hello));
        SuccessResultOf(Ask(headers: new Headers { { "Range", "bytes=5-" } }).ReadBody()).Should().Equal(Hello);
    }

    [TestCase("gzip, identity")]
    [TestCase("identity, gzip")]
    [TestCase(" ,Identity,,X-GZIP ,")]
    public void Response_IdentityAmongItsCodings_IsPassedOver(string codings)
    {
        _inner.Answer = Answer(codings, Coded.Encode("gzip", Hello));
        var response = Ask();
        response.Headers.HasHeader("Content-Encoding").Should().BeFalse();
        SuccessResultOf(response.ReadBody()).Should().Equal(Hello);
    }

    [Test]
    public void Response_WithoutCoding_IsTheSameObject()
    {
        Response? original = null;
        _inner.Answer = request => original = new Response(request, 200, null, Hello);
        Ask().Should().BeSameAs(original);
        original!.Headers.HasHeader("Content-Encoding").Should().BeFalse();
    }

    [Test]
    public void Response_UnknownCoding_IsTheSameObject()
    {
        _inner.Answer = Answer("fizz", Hello);
        var response = Ask();
        response.Should().BeSameAs(_inner.Last);
        response.Headers.GetRawHeaders("Content-Encoding").Should().Equal("fizz");
    }

    [Test]
    public void Response_UnknownUnderKnown_KeepsItAndWhatIsUnderIt()
    {
        _inner.Answer = Answer("gzip, fizz,GZip", Coded.Encode("gzip", Hello));
        var response = Ask();
        response.Headers.GetRawHeaders("Content-Encoding").Should().Equal("gzip, fizz");
        SuccessResultOf(response.ReadBody()).Should().Equal(Hello);
        _inner.Last!.Headers.GetRawHeaders("Content-Encoding").Should().Equal("gzip, fizz,GZip");
    }

    [TestCaseSource(typeof(Coded), nameof(Coded.All))]
    public void Response_EachCoding_IsDecodedWithoutItsHeaders(string coding)
    {
        var name = coding == "raw" ? "deflate" : coding.ToUpperInvariant();
        _inner.Answer = request => new Response(
            request, 200, new Headers { { "Content-Length", "12" }, { "Foo", "bar" }, { "Content-Encoding", name } }, Coded.Encode(coding, Hello));
        var response = Ask();
        (response.Code, response.Phrase, response.Length).Should().Be((200, "OK", null));
        response.Headers.ToString().Should().Be("<Headers Foo: bar>");
        response.Request.Should().BeSameAs(_inner.Last!.Request);
        SuccessResultOf(response.ReadString()).Should().Be("hello, hello, hello");
    }

    [Test]
    public void Response_SeveralCodings_AreUndoneFromTheLast()
    {
        var coded = Coded.Encode("zstd", Coded.Encode("gzip", Coded.Encode("br", Hello)));
        _inner.Answer = request => new Response(
            request, 200, new Headers { { "Content-Encoding", "br" }, { "Content-Encoding", ", gzip,, zstd" } }, coded);
        var response = Ask();
        response.Headers.Count.Should().Be(0);
        SuccessResultOf(response.ReadBody()).Should().Equal(Hello);
    }

    [Test]
    public void Response_MoreThanFiveCodings_Fails()
    {
        _inner.Answer = Answer("gzip, gzip, gzip, gzip, gzip, gzip", Hello);
        var failed = FailureResultOf<ResponseFailedException>(new ContentDecoderAgent(_inner).Request("GET", Url));
        var reason = failed.Reasons.Should().ContainSingle().Subject.Value;
        reason.Should().BeOfType<LimitExceededException>().Which.LimitName.Should().Be("MaxLayers");
        _inner.Answer = Answer("gzip, gzip", Coded.Encode("gzip", Coded.Encode("gzip", Hello)));
        var limits = new ContentDecodingLimits { MaxLayers = 1 };
        FailureResultOf<ResponseFailedException>(new ContentDecoderAgent(_inner, limits: limits).Request("GET", Url));
        SuccessResultOf(Ask().ReadBody()).Should().Equal(Hello);
    }

    [TestCase("HEAD", 200)]
    [TestCase("GET", 204)]
    [TestCase("GET", 304)]
    public void Response_ThatHasNoBody_IsTheSameObject(string method, int code)
    {
        _inner.Answer = request => new Response(request, code, new Headers { { "Content-Encoding", "gzip" }, { "Content-Length", "9" } }, Hello);
        SuccessResultOf(new ContentDecoderAgent(_inner).Request(method, Url)).Should().BeSameAs(_inner.Last);
        _inner.Last!.Headers.Count.Should().Be(2);
    }

    [Test]
    public void Response_Empty_IsTheSameObject()
    {
        _inner.Answer = Answer("gzip", []);
        Ask().Should().BeSameAs(_inner.Last);
    }

    [Test]
    public void Decoders_OfTheUsers_AreUsed()
    {
        _inner.Answer = Answer("twice", "abc"u8.ToArray());
        var response = SuccessResultOf(new ContentDecoderAgent(_inner, [Twice("Twice")]).Request("GET", Url));
        var protocol = new RecordingProtocol();
        response.DeliverBody(protocol);
        protocol.Text.Should().Be("aabbcc.");
        protocol.Reason.Should().BeOfType<ResponseDoneException>();
    }

    [TestCase("at making")]
    [TestCase("at decoding")]
    [TestCase("at finishing")]
    [TestCase("stuck")]
    [TestCase("stuck at finishing")]
    public void Decoders_OfTheUsersThatFail_FailTheBody(string when)
    {
        _inner.Answer = Answer("odd", "abc"u8.ToArray());
        var response = SuccessResultOf(new ContentDecoderAgent(_inner, [("odd", () => new OddDecoder(when))]).Request("GET", Url));
        var failure = FailureResultOf<ResponseFailedException>(response.ReadBody());
        failure.Response.Should().BeSameAs(response);
        var reason = failure.Reasons[0].Value.Should().BeOfType<ContentDecodingException>().Subject;
        reason.Coding.Should().Be("odd");
        reason.InnerException?.Should().BeOfType<FormatException>();
    }

    [Test]
    public void Constructor_BadNames_AreRefused()
    {
        foreach (var name in (string?[])[null, "", "a b", "*", "identity", "Identity"])
            FluentActions.Invoking(() => new ContentDecoderAgent(_inner, [Twice(name!)])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ContentDecoderAgent(_inner, [Twice("gzip"), Twice("X-gzip")])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ContentDecoderAgent(_inner, [("a", null!)])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ContentDecoderAgent(null!)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ContentDecodingLimits { MaxRatio = 0 }).Should().Throw<ArgumentException>();
    }

    [Test]
    public void ToString_TellsWhatItOffers() =>
        new ContentDecoderAgent(_inner).ToString().Should().Be("<ContentDecoderAgent gzip,deflate,br,zstd around inner>");

    private Response Ask(Headers? headers = null) => SuccessResultOf(new ContentDecoderAgent(_inner).Request("GET", Url, headers));

    private static Func<Request, Response> Answer(string coding, byte[] body) =>
        request => new Response(request, 200, new Headers { { "Content-Encoding", coding } }, body);

    private static (string Name, Func<IContentDecoder> Factory) Twice(string name) => (name, () => new TwiceDecoder());
}
