using TwistedSharp.Defer;
using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

namespace TwistedSharp.BusyReactor;

/// <summary>Something of everything: echoes, writers whom nobody reads, connections that come and go, requests, threads.</summary>
internal sealed class Work(IReactor reactor, string url)
{
    private const int Echoes = 100;
    private const int Stuck = 10;
    private const int Comers = 5;
    private const int Requests = 10;
    private const int Threads = 2;

    private readonly Tally _servers = new();
    private readonly Tally _clients = new();
    private readonly Tally _requests = new();
    private readonly HashSet<object> _underWay = [];
    private Action? _busy;

    internal IEnumerable<(string What, Tally Tally)> Tallies => [("SERVERS", _servers), ("CLIENTS", _clients), ("REQUESTS", _requests)];

    /// <summary>Begins it all; it never ends by itself.</summary>
    /// <param name="busy">Called once, when everything is under way.</param>
    internal Deferred Begin(Action busy)
    {
        _busy = busy;
        var echo = Listen(() => new EchoServer(_servers));
        var deaf = Listen(() => new DeafServer(_servers));
        for (var i = 0; i < Echoes; i++)
            Connect(echo, new Client(_clients, protocol => Note(protocol), protocol => protocol.Transport.Write(new byte[4096])));
        for (var i = 0; i < Stuck; i++)
        {
            Connect(deaf, new Client(_clients, _ => { }, protocol =>
            {
                protocol.Transport.Write(new byte[8 * 1024 * 1024]);
                Note(protocol);
            }));
        }
        for (var i = 0; i < Comers; i++)
            Connect(echo, new ComingClient(_clients, Note));
        var agent = new Agent(reactor);
        agent.Pool.MaxConnectionsPerHost = Requests;
        for (var i = 0; i < Requests; i++)
            Ask(agent, new object());
        for (var i = 0; i < Threads; i++)
            reactor.CallInThread(UseThread);
        return new Deferred();
    }

    private IListeningPort Listen(Func<IProtocol> make) =>
        reactor.ListenTCP(0, Factory.ForProtocol(make), interfaceAddress: "127.0.0.1");

    private void Connect(IListeningPort port, IClientFactory factory) =>
        reactor.ConnectTCP("127.0.0.1", ((IPv4Address)port.GetHost()).Port, factory);

    private void Ask(Agent agent, object asker)
    {
        _requests.Begin();
        // Each on a connection, and none that may be sent again: as in Twisted, what waits for a connection to come when the reactor
        // stops waits for ever.
        agent.Request("POST", url, body: new BytesBodyProducer(new byte[100])).AddCallback(response => response.ReadString()).AddCallbacks(
            _ =>
            {
                _requests.End();
                Note(asker);
                Ask(agent, asker);
            },
            failure => { _requests.End(failure); });
    }

    private void UseThread()
    {
        Thread.SpinWait(10_000);
        reactor.CallFromThread(() => reactor.CallInThread(UseThread));
    }

    private void Note(object who)
    {
        if (_underWay.Count == Echoes + Stuck + Comers + Requests)
            return;
        _underWay.Add(who);
        if (_underWay.Count == Echoes + Stuck + Comers + Requests)
            _busy?.Invoke();
    }

    private sealed class EchoServer(Tally tally) : Protocol
    {
        public override void ConnectionMade() => tally.Begin();

        public override void DataReceived(ReadOnlySpan<byte> data) => Transport.Write(data);

        public override void ConnectionLost(Failure reason) => tally.End(reason);
    }

    private sealed class DeafServer(Tally tally) : Protocol
    {
        public override void ConnectionMade()
        {
            tally.Begin();
            Transport.PauseProducing();
        }

        public override void ConnectionLost(Failure reason) => tally.End(reason);
    }

    /// <summary>Says something when it is connected, and the same as much as it is answered.</summary>
    private sealed class Client(Tally tally, Action<Protocol> answered, Action<Protocol> made) : ClientFactory
    {
        public override IProtocol BuildProtocol(IAddress address) => new Talker(tally, answered, made);

        private sealed class Talker(Tally tally, Action<Protocol> answered, Action<Protocol> made) : Protocol
        {
            public override void ConnectionMade()
            {
                tally.Begin();
                made(this);
            }

            public override void DataReceived(ReadOnlySpan<byte> data)
            {
                answered(this);
                Transport.Write(data);
            }

            public override void ConnectionLost(Failure reason) => tally.End(reason);
        }
    }

    /// <summary>Connects, closes, and connects again, without end.</summary>
    private sealed class ComingClient(Tally tally, Action<object> came) : ClientFactory
    {
        public override IProtocol BuildProtocol(IAddress address) => new Comer(tally);

        public override void ClientConnectionLost(IConnector connector, Failure reason)
        {
            came(this);
            connector.Connect();
        }

        private sealed class Comer(Tally tally) : Protocol
        {
            public override void ConnectionMade()
            {
                tally.Begin();
                Transport.LoseConnection();
            }

            public override void ConnectionLost(Failure reason) => tally.End(reason);
        }
    }
}
