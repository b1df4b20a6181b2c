using System.Text;
using System.Text.Json.Serialization;

namespace TwistedSharp.Web.Client.Tests.Connections.Bodies;

public sealed partial class RequestBodyTests
{
    [Test]
    public void Text_IsUTF8AndSaysSo()
    {
        var body = RequestBody.Text("grün");
        Consumer.Read(body).Should().Be("grün");
        body.ContentType.Should().Be("text/plain; charset=utf-8");
        body.CanReplay.Should().BeTrue();
    }

    [Test]
    public void Text_OtherCharset_IsEncodedInIt()
    {
        var body = RequestBody.Text("grün", Encoding.Latin1, "text/x");
        body.Data.ToArray().Should().Equal((byte)'g', (byte)'r', 0xfc, (byte)'n');
        body.ContentType.Should().Be("text/x; charset=iso-8859-1");
        FluentActions.Invoking(() => RequestBody.Text("日", Encoding.Latin1)).Should().Throw<EncoderFallbackException>();
        FluentActions.Invoking(() => RequestBody.Text("x", mediaType: "a\r\nX: y")).Should().Throw<InvalidHeaderValueException>();
    }

    [Test]
    public void Form_IsEncodedAsBrowsersDo()
    {
        var body = RequestBody.Form(("a b", "c+d&e=f"), ("ü", "~*-._"), ("a b", "\r\n"));
        Consumer.Read(body).Should().Be("a+b=c%2Bd%26e%3Df&%C3%BC=%7E*-._&a+b=%0D%0A");
        body.ContentType.Should().Be("application/x-www-form-urlencoded");
        Consumer.Read(RequestBody.Form(new Dictionary<string, string> { ["k"] = "v" })).Should().Be("k=v");
        Consumer.Read(RequestBody.Form()).Should().BeEmpty();
    }

    [Test]
    public void Json_ByMetadataOrReflection_IsTheSameInUTF8()
    {
        var byMetadata = RequestBody.Json(new Point(1, "é"), Shapes.Default.Point);
        Consumer.Read(byMetadata).Should().Be("{\"x\":1,\"name\":\"\\u00E9\"}");
        byMetadata.ContentType.Should().Be("application/json");
        Consumer.Read(RequestBody.Json(new Point(1, "é"))).Should().Be("{\"x\":1,\"name\":\"\\u00E9\"}");
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("text/plain\r\nX-Evil: 1")]
    [TestCase("text/plain\0")]
    public void ContentType_NoFieldValue_IsRefused(string contentType) =>
        FluentActions.Invoking(() => new BytesBodyProducer(default, contentType)).Should().Throw<InvalidHeaderValueException>();

    internal sealed record Point(int X, string Name);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Point))]
    private sealed partial class Shapes : JsonSerializerContext;
}
