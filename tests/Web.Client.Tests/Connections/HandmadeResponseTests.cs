using TwistedSharp.Internet.Testing;
using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class HandmadeResponseTests
{
    private readonly Request _request = new("GET", URI.Parse("http://a/"));

    [Test]
    public void Response_MadeByHand_IsReadAsOneFromTheNetwork()
    {
        var response = new Response(_request, 404, new Headers { { "X", "1" } }, "gone"u8.ToArray());
        (response.Code, response.Phrase, response.Length, response.Request).Should().Be((404, "Not Found", 4L, _request));
        response.PreviousResponse.Should().BeNull();
        SuccessResultOf(response.ReadString()).Should().Be("gone");
        response.Invoking(r => r.ReadBody()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Response_MadeByHand_DeliversToAProtocolAndEnds()
    {
        var protocol = new AccumulatingProtocol();
        new Response(_request, 200, body: "abc"u8.ToArray()).DeliverBody(protocol);
        protocol.Data.Should().Equal("abc"u8.ToArray());
        protocol.ClosedReason!.Value.Should().BeOfType<ResponseDoneException>();
    }

    [TestCase(99)]
    [TestCase(1000)]
    public void Response_NoStatusCode_IsRefused(int code) =>
        FluentActions.Invoking(() => new Response(_request, code)).Should().Throw<ArgumentOutOfRangeException>();
}
