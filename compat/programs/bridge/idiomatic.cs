using System.Text;
using TwistedSharp.Protocols;

/// <summary>The bridge in the library's own words: each room is one async method that connects, listens and connects again.</summary>
internal static class BridgeIdiomatic
{
    private const string FirstNick = "bridge";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The bridge, as one of the rooms knows it.</summary>
    private sealed class Member : LineReceiver
    {
        private readonly Room _room;
        private readonly IdleTimeout _silence;
        private string _nick = FirstNick;
        private bool _isWelcome;

        public Member(Room room, IReactorTime clock)
        {
            _room = room;
            _silence = new IdleTimeout(clock, () =>
            {
                room.Tell("said nothing for too long");
                Transport.AbortConnection();
            });
            MaxLength = 200;
        }

        /// <summary>Fires when the room has hung up, or we have.</summary>
        public Deferred<object?> Left { get; } = new();

        public override void ConnectionMade()
        {
            _silence.SetTimeout(Patience);
            Send($"NICK {_nick}");
        }

        public override void ConnectionLost(Failure reason)
        {
            _silence.SetTimeout(null);
            Left.Callback(null);
        }

        public void Say(string text) => Send($"SAY {text}");

        public void Quit()
        {
            Send("QUIT");
            Transport.LoseConnection();
        }

        protected override void LineReceived(ReadOnlySpan<byte> bytes)
        {
            _silence.ResetTimeout();
            var line = Encoding.UTF8.GetString(bytes);
            switch (line)
            {
                case "WELCOME":
                    _isWelcome = true;
                    _room.Tell($"welcome as {_nick}");
                    _room.Join(this);
                    break;
                case "TAKEN":
                    _nick += "_";
                    Send($"NICK {_nick}");
                    break;
                case "PING":
                    Send("PONG");
                    break;
                default:
                    Hear(line);
                    break;
            }
        }

        protected override void LineLengthExceeded(ReadOnlySpan<byte> line)
        {
            _room.Tell("said too much");
            Transport.LoseConnection();
        }

        private void Hear(string line)
        {
            var end = line.IndexOf("> ", StringComparison.Ordinal);
            if (!line.StartsWith('<') || end < 0)
                _room.Tell($"did not understand {line}");
            else if (_isWelcome && line[1..end] is var who && who != _nick)
                _room.Hear(who, line[(end + 2)..]);
        }

        private void Send(string text) => SendLine(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One of the two rooms: who is there for us, and what is still to be said.</summary>
    private sealed class Room(string name, IReactor reactor, int port, Bridge bridge)
    {
        private const int Kept = 3;
        private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
        private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(200);

        private readonly Queue<string> _waiting = new();
        private Member? _member;
        private TimeSpan _delay = FirstDelay;
        private bool _isOpen = true;
        private int _said;
        private int _dropped;

        public string Name => name;

        public string Place => $"{name} ({(_member is null ? "away" : "here")})";

        public string Stats => $"{name}: {_said} said, {_waiting.Count} waiting, {_dropped} dropped";

        /// <summary>Is in the room until it is closed, however often it has to come back.</summary>
        public async Deferred Stay()
        {
            var endpoint = new TCP4ClientEndpoint(reactor, "127.0.0.1", port, Patience);
            var isRefused = false;
            while (_isOpen)
            {
                try
                {
                    var member = await Endpoints.ConnectProtocol(endpoint, new Member(this, reactor));
                    isRefused = false;
                    await member.Left;
                    if (_member == member)
                    {
                        _member = null;
                        Tell("lost");
                    }
                }
                catch (ConnectException e)
                {
                    if (!isRefused)
                        Tell(e is ConnectionRefusedException ? "not there" : e.Message);
                    isRefused = true;
                }
                if (_isOpen)
                    await reactor.DeferLater(_delay);
                _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            }
        }

        public void Tell(string text) => Console.WriteLine($"{name}: {text}");

        public void Join(Member member)
        {
            _member = member;
            _delay = FirstDelay;
            while (_waiting.TryDequeue(out var text))
                Say(text);
        }

        public void Say(string text)
        {
            if (_member is not null)
            {
                _member.Say(text);
                _said++;
                return;
            }
            _waiting.Enqueue(text);
            if (_waiting.Count > Kept)
            {
                _waiting.Dequeue();
                _dropped++;
            }
        }

        public void Hear(string who, string text)
        {
            if (text.StartsWith('!'))
                bridge.Answer(this, text[1..]);
            else
                bridge.Relay(this, $"[{name}] <{who}> {text}");
        }

        public void Close()
        {
            _isOpen = false;
            _member?.Quit();
        }
    }

    private sealed class Bridge
    {
        private readonly Room _left;
        private readonly Room _right;

        public Bridge(IReactor reactor, int left, int right)
        {
            _left = new Room("left", reactor, left, this);
            _right = new Room("right", reactor, right, this);
        }

        public Deferred Run() => Deferred.GatherResults([_left.Stay(), _right.Stay()]).AddCallback(_ => Console.WriteLine("closed"));

        public void Relay(Room from, string text) => (from == _left ? _right : _left).Say(text);

        public void Answer(Room room, string question)
        {
            switch (question)
            {
                case "who":
                    room.Say($"I bridge {_left.Place} and {_right.Place}");
                    break;
                case "stats":
                    room.Say(_left.Stats);
                    room.Say(_right.Stats);
                    break;
                case "quit":
                    foreach (var each in (Room[])[_left, _right])
                    {
                        each.Say("Goodbye.");
                        each.Close();
                    }
                    break;
                default:
                    room.Say("I know !who, !stats and !quit");
                    break;
            }
        }
    }

    internal static void Run(string[] args) =>
        Environment.ExitCode = Reactors.React(reactor => new Bridge(reactor, int.Parse(args[0]), int.Parse(args[1])).Run());
}
