using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.Peer.Tests;

/// <summary>The reactor's thread is the only one on which callbacks run.</summary>
public sealed class ReactorThreadTests(Type kind) : LiveReactor(kind)
{
    [Test]
    public void Callbacks_OfAMixedRun_AllRunOnTheReactorsThread()
    {
        var seen = new Seen();
        var poolThread = 0;
        using var server = new ScriptedServer(c => c.Serve(new string('x', 200_000)));
        Run(async Deferred () =>
        {
            seen.Note("the start");
            var agent = new Agent(Reactor);
            agent.Pool.MaxConnectionsPerHost = 4;
            // By name: the resolver works on a thread of the pool.
            var url = $"http://localhost:{server.Port}/";
            await Load.Run(40, 10, async Deferred (i) =>
            {
                (await agent.RequestString(url).AddCallback(page =>
                {
                    seen.Note("a callback");
                    return page;
                })).Should().HaveLength(200_000);
                seen.Note("after an awaited Deferred");
            });
            var response = await agent.Request("GET", url);
            var body = new NotingProtocol(seen);
            response.DeliverBody(body);
            await body.Ended;
            await agent.RequestString("http://localhost:1/").AddErrback(failure =>
            {
                seen.Note("an errback");
                return "";
            });
            await Reactor.NameResolver.ResolveHostName("localhost").AddBoth(addresses => seen.Note("a resolved name"));
            await Later(() => seen.Note("a timed call"));
            var called = new Deferred();
            Reactor.CallInThread(() =>
            {
                poolThread = Environment.CurrentManagedThreadId;
                Reactor.CallFromThread(() =>
                {
                    seen.Note("a call from a thread");
                    called.Callback();
                });
            });
            await called;
            await Task.Run(() => { });
            seen.Note("after an awaited Task");
            await agent.Pool.CloseCachedConnections().AddCallback(() => seen.Note("a closed connection"));
        });
        server.Check();
        seen.Where.Keys.Should().BeEquivalentTo(
        [
            "the start", "a callback", "after an awaited Deferred", "a body's connection", "a body's data", "a body's end", "an errback",
            "a resolved name", "a timed call", "a call from a thread", "after an awaited Task", "a closed connection",
        ]);
        seen.Where.Values.SelectMany(threads => threads).Distinct().Should().Equal(Environment.CurrentManagedThreadId);
        poolThread.Should().NotBe(0).And.NotBe(Environment.CurrentManagedThreadId, "blocking work is kept off it");
    }

    private Deferred Later(Action call)
    {
        var later = new Deferred();
        Reactor.CallLater(0.01, () =>
        {
            call();
            later.Callback();
        });
        return later;
    }

    /// <summary>On which threads what has run.</summary>
    private sealed class Seen
    {
        internal Dictionary<string, HashSet<int>> Where { get; } = [];

        internal void Note(string what)
        {
            lock (Where)
            {
                if (!Where.TryGetValue(what, out var threads))
                    Where.Add(what, threads = []);
                threads.Add(Environment.CurrentManagedThreadId);
            }
        }
    }

    private sealed class NotingProtocol(Seen seen) : Protocol
    {
        internal Deferred Ended { get; } = new();

        public override void ConnectionMade() => seen.Note("a body's connection");

        public override void DataReceived(ReadOnlySpan<byte> data) => seen.Note("a body's data");

        public override void ConnectionLost(Failure reason)
        {
            seen.Note("a body's end");
            Ended.Callback();
        }
    }
}
