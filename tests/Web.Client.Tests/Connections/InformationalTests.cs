using static TwistedSharp.Internet.Testing.DeferredAssertions;

namespace TwistedSharp.Web.Client.Tests.Connections;

public sealed class InformationalTests
{
    [Test]
    public void Informational_EachOfThem_IsToldBeforeTheFinalResponse()
    {
        var web = new Web();
        List<InformationalResponse> seen = [];
        var asked = web.Agent.Request("GET", "http://a/", options: new RequestOptions { Informational = seen.Add });
        web.Route.Last.Feed("HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\nHTTP/1.1 102 \r\n\r\n");
        seen.Select(r => (r.Code, r.Phrase)).Should().Equal((103, "Early Hints"), (102, ""));
        seen[0].Headers.GetFirst("link").Should().Be("</x.css>");
        AssertNoResult(asked);
        web.Route.Last.Feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        SuccessResultOf(asked).Code.Should().Be(200);
        seen.Should().HaveCount(2);
    }

    [Test]
    public void Informational_ListenerThrows_EndsTheRequestWithIt()
    {
        var web = new Web();
        var asked = web.Agent.Request("GET", "http://a/", options: new RequestOptions { Informational = _ => throw new FormatException() });
        web.Route.Last.Feed("HTTP/1.1 100 Continue\r\n\r\n");
        FailureResultOf<FormatException>(asked);
        web.Route.Last.Transport.Connected.Should().BeFalse();
    }
}
