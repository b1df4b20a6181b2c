using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>A kept connection that the server closes or resets at an exact moment: what is sent again, what is not, and how often the
/// server gets it.</summary>
public sealed class StaleConnectionTests(Type kind) : LiveReactor(kind)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How a server ends a connection.</summary>
    public enum Ending
    {
        Fin,
        Rst,
    }

    [Test]
    public void Request_AfterTheEndWasSeen_GoesOverANewConnection([Values] Ending ending, [Values("GET", "POST")] string method)
    {
        using var answered = new ManualResetEventSlim();
        using var server = new ScriptedServer(c => AnswerThenEnd(c, ending, answered), c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            answered.Set();
            await Until(() => agent.Pool.OpenConnections == 0);
            (await Fetching.Send(agent, method, server.URL("x"))).Should().Be("second on connection 2");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", $"2 {method} /x");
    }

    [Test]
    public void Request_AfterAnEndThatNobodyHasReadYet_GoesOverANewConnection([Values] Ending ending, [Values("GET", "POST")] string method)
    {
        using var answered = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        using var server = new ScriptedServer(
            c =>
            {
                AnswerThenEnd(c, ending, answered);
                ended.Set();
            },
            c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            // The reactor is busy with this callback until the connection has ended, and looks at no socket.
            answered.Set();
            ended.Wait(Patience).Should().BeTrue();
            BlockUntilNotFresh();
            (await Fetching.Send(agent, method, server.URL("x"))).Should().Be("second on connection 2");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", $"2 {method} /x");
    }

    [Test]
    public void IdempotentRequest_KeptConnectionEndsInsteadOfAnAnswer_IsSentAgainOnANewOne(
        [Values] Ending ending, [Values("GET", "HEAD", "OPTIONS", "DELETE", "TRACE")] string method)
    {
        using var server = new ScriptedServer(c => AnswerThenEndOnTheNext(c, ending), c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            var body = method == "HEAD" ? "" : "second";
            (await Fetching.Send(agent, method, server.URL("x"))).Should().Be($"{body} on connection 2");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", $"1 {method} /x", $"2 {method} /x");
    }

    [Test]
    public void OtherRequest_KeptConnectionEndsInsteadOfAnAnswer_FailsAndIsNotSentAgain(
        [Values] Ending ending, [Values("POST", "PUT", "PATCH", "BREW")] string method)
    {
        using var server = new ScriptedServer(c => AnswerThenEndOnTheNext(c, ending), c => c.Serve("later"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            (await Fetching.FailureOf(Fetching.Send(agent, method, server.URL("x")))).Should().BeOfType<ResponseNeverReceivedException>();
            (await Fetching.Send(agent, "GET", server.URL("later"))).Should().Be("later on connection 2");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", $"1 {method} /x", "2 GET /later");
    }

    [Test]
    public void GetWithABody_KeptConnectionEndsInsteadOfAnAnswer_FailsAndIsNotSentAgain([Values] Ending ending)
    {
        using var server = new ScriptedServer(c => AnswerThenEndOnTheNext(c, ending), c => c.Serve("never"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            var body = new BytesBodyProducer("query"u8.ToArray());
            var failure = await Fetching.FailureOf(Fetching.Send(agent, "GET", server.URL("x"), body));
            failure.Should().BeOfType<ResponseNeverReceivedException>();
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "1 GET /x");
    }

    [Test]
    public void LargePost_KeptConnectionEndsInItsMiddle_FailsAndIsNotSentAgain([Values] Ending ending)
    {
        using var server = new ScriptedServer(
            c =>
            {
                AnswerThenEndOn(c, ending, () => c.ReadHead());
            },
            c => c.Serve("later"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            // More than the sockets between us hold: the rest of it is still here when the connection ends.
            var body = new BytesBodyProducer(new byte[32 << 20]);
            (await Fetching.FailureOf(Fetching.Send(agent, "POST", server.URL("x"), body))).Should().BeAssignableTo<ReasonsException>();
            (await Fetching.Send(agent, "GET", server.URL("later"))).Should().Be("later on connection 2");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "2 GET /later");
    }

    [Test]
    public void Get_KeptConnectionEndsInTheMiddleOfTheHead_FailsAndIsNotSentAgain([Values] Ending ending) =>
        FailsAfterPart(ending, "HTTP/1.1 200 O", e => e.Should().BeOfType<ResponseFailedException>());

    [Test]
    public void Get_KeptConnectionEndsAfterOneByte_FailsAndIsNotSentAgain([Values] Ending ending) =>
        FailsAfterPart(ending, "H", e => e.Should().BeOfType<ResponseFailedException>());

    [Test]
    public void Get_KeptConnectionEndsInTheMiddleOfTheBody_FailsAndIsNotSentAgain([Values] Ending ending) =>
        FailsAfterPart(ending, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", e => e.Should().BeOfType<ResponseFailedException>()
            .Which.Reasons.Should().Contain(reason => reason.Check<DataLossException>()));

    [Test]
    public void Get_KeptConnectionIsResetInABodyThatEndsWithIt_FailsAndIsNotSentAgain() =>
        FailsAfterPart(Ending.Rst, "HTTP/1.1 200 OK\r\n\r\nhello", e => e.Should().BeOfType<ResponseFailedException>()
            .Which.Reasons.Should().Contain(reason => reason.Check<PotentialDataLossException>()));

    [Test]
    public void Get_NewConnectionEndsInsteadOfAnAnswer_FailsAndIsNotSentAgain([Values] Ending ending)
    {
        using var server = new ScriptedServer(
            c =>
            {
                c.ReadRequest();
                End(c, ending);
            },
            c => c.Serve("later"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            (await Fetching.FailureOf(agent.RequestString(server.URL("x")))).Should().BeOfType<ResponseNeverReceivedException>();
            (await agent.RequestString(server.URL("later"))).Should().Be("later");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /x", "2 GET /later");
    }

    [Test]
    public void Get_NewConnectionEndsToo_FailsAndIsSentNoThirdTime([Values] Ending ending)
    {
        using var server = new ScriptedServer(
            c => AnswerThenEndOnTheNext(c, ending),
            c =>
            {
                c.ReadRequest();
                End(c, ending);
            },
            c => c.Serve("later"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            (await Fetching.FailureOf(agent.RequestString(server.URL("x")))).Should().BeOfType<ResponseNeverReceivedException>();
            (await agent.RequestString(server.URL("later"))).Should().Be("later");
        });
        server.Check();
        server.Log.Should().Equal(
            "1 GET /first", "1 GET /x", "2 GET /x", "3 GET /later");
    }

    [Test]
    public void Get_NobodyListensWhenItIsSentAgain_FailsAsRefused()
    {
        ScriptedServer? server = null;
        server = new ScriptedServer(c => AnswerThenEndOn(c, Ending.Fin, () =>
        {
            c.ReadRequest();
            server!.StopListening();
        }));
        using (server)
        {
            Run(async Deferred () =>
            {
                var agent = new Agent(Reactor);
                await GetFirst(agent, server);
                (await Fetching.FailureOf(agent.RequestString(server.URL("x")))).Should().BeOfType<ConnectionRefusedException>();
                agent.Pool.OpenConnections.Should().Be(0);
            });
            server.Check();
        }
    }

    [Test]
    public void Get_RetryingSwitchedOff_FailsAndIsNotSentAgain()
    {
        using var server = new ScriptedServer(c => AnswerThenEndOnTheNext(c, Ending.Fin), c => c.Serve("never"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            agent.Pool.RetryAutomatically = false;
            await GetFirst(agent, server);
            (await Fetching.FailureOf(agent.RequestString(server.URL("x")))).Should().BeOfType<ResponseNeverReceivedException>();
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "1 GET /x");
    }

    [Test]
    public void Gets_BothKeptConnectionsEndUnderAQueue_AllSucceed([Values] Ending ending)
    {
        using var server = new ScriptedServer(
            c => AnswerThenEndOnTheNext(c, ending), c => AnswerThenEndOnTheNext(c, ending), c => c.Serve("second"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await Load.Run(2, 2, i => agent.RequestString(server.URL("first")));
            agent.Pool.IdleConnections.Should().Be(2);
            await Load.Run(20, 20, async Deferred (i) => (await agent.RequestString(server.URL($"{i}"))).Should().Be("second"));
            agent.Pool.OpenConnections.Should().Be(2);
        });
        server.Check();
        server.Connections.Should().Be(4);
        server.Log.Should().HaveCount(2 + 20 + 2, "two are sent again");
    }

    private static Deferred<string> GetFirst(Agent agent, ScriptedServer server) =>
        agent.RequestString(server.URL("first")).AddCallback(page =>
        {
            page.Should().Be("first");
            return page;
        });

    private static void AnswerThenEnd(ScriptedConnection connection, Ending ending, ManualResetEventSlim answered) =>
        AnswerThenEndOn(connection, ending, () => answered.Wait(Patience).Should().BeTrue());

    private static void AnswerThenEndOnTheNext(ScriptedConnection connection, Ending ending) =>
        AnswerThenEndOn(connection, ending, () => connection.ReadRequest());

    private static void AnswerThenEndOn(ScriptedConnection connection, Ending ending, Action wait)
    {
        connection.ReadRequest();
        connection.Send(ScriptedConnection.Response("first"));
        wait();
        End(connection, ending);
    }

    private static void End(ScriptedConnection connection, Ending ending)
    {
        if (ending == Ending.Fin)
            connection.Close();
        else
            connection.Reset();
    }

    private void FailsAfterPart(Ending ending, string part, Action<Exception> check)
    {
        using var server = new ScriptedServer(
            c => AnswerThenEndOn(c, ending, () =>
            {
                c.ReadRequest();
                c.Send(part);
            }),
            c => c.Serve("later"));
        Run(async Deferred () =>
        {
            var agent = new Agent(Reactor);
            await GetFirst(agent, server);
            check(await Fetching.FailureOf(Fetching.Send(agent, "GET", server.URL("x"))));
            (await Fetching.Send(agent, "GET", server.URL("later"))).Should().Be("later on connection 2");
        });
        server.Check();
        server.Log.Should().Equal("1 GET /first", "1 GET /x", "2 GET /later");
    }
}
