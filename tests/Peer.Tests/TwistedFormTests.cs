using TwistedSharp.Defer;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Bodies of every kind, as a Twisted server reads them.</summary>
public sealed class TwistedFormTests(Type kind) : LiveReactor(kind)
{
    private static readonly RequestOptions Asking = new() { ExpectContinue = TimeSpan.FromSeconds(60) };

    [Test]
    public void Forms_OfEveryKind_AreReadAsTheyWereMeant([Values] bool asksFirst)
    {
        List<(IBodyProducer Body, string Read)> forms =
        [
            (RequestBody.Form(("a b", "c+d&e=f"), ("g", "\r\n%")), "a b=c+d&e=f|g=\r\n%"),
            (new MultipartBodyProducer().Add("x", "one\ntwo").Add("f", RequestBody.Text("data"), "n\"ame.txt"), "f=data|x=one\r\ntwo"),
            (new MultipartBodyProducer().Add("s", new StreamBodyProducer(new MemoryStream("stream"u8.ToArray()))), "s=stream"),
            (new MultipartBodyProducer().Add("p", new EnumerableBodyProducer(Pieces())), "p=abcd"),
            (new MultipartBodyProducer().Add("e\"; filename=\"x", "no file"), "e%22; filename=%22x=no file"),
            (RequestBody.Text("plain text"), "plain text"),
            (new EnumerableBodyProducer(Pieces()), "abcd"),
            (new BytesBodyProducer(new byte[1_000_000]), new string('\0', 1_000_000)),
        ];
        using var site = new TwistedSite();
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            foreach (var (body, read) in forms)
            {
                var continued = 0;
                var options = asksFirst ? Asking with { Informational = r => continued += r.Code == 100 ? 1 : 0 } : null;
                var response = await agent.Request("POST", site.URL("form"), body: body, options: options);
                (await response.ReadString()).Should().Be(read);
                continued.Should().Be(asksFirst ? 1 : 0);
            }
            await agent.Pool.CloseCachedConnections();
        });
        site.Quit();
        site.Connections.Should().Be(1);
        site.Deliveries.Should().HaveCount(forms.Count);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        yield return "ab"u8.ToArray();
        await Task.Yield();
        yield return "cd"u8.ToArray();
    }
}
