using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>Connections that leave HTTP, over real sockets.</summary>
public sealed class UpgradeTests(Type kind) : LiveReactor(kind)
{
    private const string Agreed = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";

    private static readonly RequestOptions Offer = new() { Upgrade = "echo" };

    [Test]
    public void Agreed_TheTransport_IsTheProtocolsToTheEnd([Values] bool isTakenAtOnce)
    {
        using var server = new ScriptedServer(c =>
        {
            c.ReadRequest();
            c.Send(Agreed + "surplus ");
            c.ReadHead().Should().Be("own words");
            c.Send("and more");
        });
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            var next = new AccumulatingProtocol();
            var response = await agent.Request("GET", server.URL("x"), options: Offer);
            var turns = 0;
            await Until(() => isTakenAtOnce || ++turns > 3);
            response.TakeTransport(next);
            agent.Pool.OpenConnections.Should().Be(0);
            next.Transport.Write("own words\r\n\r\n"u8);
            await Until(() => next.ClosedReason is not null);
            next.Text.Should().Be("surplus and more");
            next.ClosedReason!.Value.Should().BeOfType<ConnectionDoneException>();
        });
        server.Check();
    }
}
