using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>A reactor that ends while requests are under way and wait: each is told, whatever it waits for.</summary>
public sealed class ReactorEndTests(Type kind) : LiveReactor(kind)
{
    private readonly List<Exception?> _told = [];

    [SetUp]
    public void ForgetThem() => _told.Clear();

    [Test]
    public void Stop_RequestsUnderWayAndWaiting_AllFail()
    {
        using var server = new ScriptedServer(Hold, Hold);
        Agent agent = null!; // Made when the reactor runs.
        Reactor.CallWhenRunning(() =>
        {
            agent = new Agent(Reactor);
            for (var i = 0; i < 5; i++)
                Ask(agent, server.URL($"{i}"));
            Until(() => server.Log.Count == 2).AddCallback(Reactor.Stop);
        });
        Reactor.Run(installSignalHandlers: false);
        _told.Should().HaveCount(5);
        _told.Take(2).Should().AllBeOfType<ResponseNeverReceivedException>();
        _told.Skip(2).Should().AllBeOfType<PoolClosedException>().And.OnlyContain(e => e!.Message.Contains("the reactor stopped"));
        agent.Pool.OpenConnections.Should().Be(0);

        Ask(agent, server.URL("late"));
        _told[^1].Should().BeOfType<PoolClosedException>().Which.Message.Should().Contain("the reactor had stopped");
        server.Check();
    }

    [Test]
    public void Stop_GetOnAKeptConnection_IsNotTriedAgainForEver()
    {
        using var server = new ScriptedServer(c =>
        {
            c.ReadRequest();
            c.Send(ScriptedConnection.Response("first"));
            Hold(c);
        });
        Reactor.CallWhenRunning(() =>
        {
            var agent = new Agent(Reactor);
            agent.RequestString(server.URL("first")).AddCallback(_ =>
            {
                Ask(agent, server.URL("second"));
                return Until(() => server.Log.Count == 2);
            }).AddCallback(Reactor.Stop);
        });
        Reactor.Run(installSignalHandlers: false);
        _told.Should().ContainSingle().Which.Should().NotBeNull();
        server.Check();
    }

    private static void Hold(ScriptedConnection connection)
    {
        connection.ReadRequest();
        connection.ExpectClose();
    }

    private void Ask(Agent agent, string url) => agent.RequestString(url).AddBoth(outcome => _told.Add(outcome.Failure?.Value));
}
