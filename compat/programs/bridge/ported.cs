using static twisted.internet;
using static twisted.protocols;
using error = twisted.internet.error;

/// <summary>A bridge between two chat rooms: what is said in one is said again in the other. usage: bridge/ported left-port right-port
/// </summary>
/// <remarks>A room speaks lines. The bridge says "NICK name" and is told WELCOME or TAKEN; from then on it hears "&lt;somebody&gt; text" and may
/// "SAY text". A room that goes away is tried again, and what was to be said there is kept for a while. Anybody may ask "!who" and "!stats", or
/// say "!quit".</remarks>
internal static class BridgePorted
{
    private const string NICK = "bridge";
    private const int KEPT = 3;
    private const double PATIENCE = 30;

    /// <summary>The bridge, as one of the rooms knows it.</summary>
    private sealed class Member : basic.LineReceiver, policies.TimeoutMixin
    {
        private string nick = NICK;
        private bool welcome;

        public Member() => MAX_LENGTH = 200;

        private Room room => (Room)factory!;

        public override void connectionMade()
        {
            this.setTimeout(PATIENCE);
            sendLine(("NICK " + nick).encode());
        }

        public override void lineReceived(byte[] bytes)
        {
            var line = bytes.decode();
            this.resetTimeout();
            if (line == "WELCOME")
            {
                registered();
            }
            else if (line == "TAKEN")
            {
                nick += "_";
                sendLine(("NICK " + nick).encode());
            }
            else if (line == "PING")
            {
                sendLine("PONG"u8);
            }
            else if (line.StartsWith('<') && line.Contains("> "))
            {
                var (who, text) = line[1..].Split("> ", 2) switch { var parts => (parts[0], parts[1]) };
                if (welcome && who != nick)
                    room.heard(who, text);
            }
            else
            {
                room.tell("did not understand " + line);
            }
        }

        private void registered()
        {
            welcome = true;
            room.resetDelay();
            room.tell("welcome as " + nick);
            room.joined(this);
        }

        public void say(string text) => sendLine(("SAY " + text).encode());

        public void quit()
        {
            sendLine("QUIT"u8);
            transport.loseConnection();
        }

        public override void lineLengthExceeded(byte[] line)
        {
            room.tell("said too much");
            transport.loseConnection();
        }

        public void timeoutConnection()
        {
            room.tell("said nothing for too long");
            transport.abortConnection();
        }

        public override void connectionLost(Failure reason)
        {
            this.setTimeout(null);
            room.left(this);
        }
    }

    /// <summary>One of the two rooms: who is there for us, and what is still to be said.</summary>
    private sealed class Room : protocol.ReconnectingClientFactory
    {
        private readonly Bridge bridge;
        private bool refused;

        public Room(string name, Bridge bridge)
        {
            protocol = () => new Member();
            initialDelay = 0.02;
            maxDelay = 0.2;
            this.name = name;
            this.bridge = bridge;
        }

        public string name { get; }

        public Member? member { get; private set; }

        public List<string> waiting { get; private set; } = [];

        public int said { get; private set; }

        public int dropped { get; private set; }

        public void tell(string text) => Console.WriteLine($"{name}: {text}");

        public void joined(Member member)
        {
            this.member = member;
            refused = false;
            (var waiting, this.waiting) = (this.waiting, []);
            foreach (var text in waiting)
                say(text);
        }

        public void left(Member member)
        {
            if (this.member == member)
            {
                this.member = null;
                tell("lost");
            }
        }

        public void say(string text)
        {
            if (member is not null)
            {
                member.say(text);
                said += 1;
                return;
            }
            waiting.Add(text);
            if (waiting.Count > KEPT)
            {
                waiting.RemoveAt(0);
                dropped += 1;
            }
        }

        public void heard(string who, string text)
        {
            if (text.StartsWith('!'))
                bridge.asked(this, text[1..]);
            else
                bridge.relay(this, who, text);
        }

        public void close()
        {
            stopTrying();
            if (member is not null)
                member.quit();
            else
                bridge.closed();
        }

        public override void clientConnectionFailed(IConnector connector, Failure reason)
        {
            if (!refused)
            {
                refused = true;
                tell(reason.check(error.ConnectionRefusedError) is not null ? "not there" : reason.getErrorMessage());
            }
            base.clientConnectionFailed(connector, reason);
        }

        public override void clientConnectionLost(IConnector connector, Failure reason)
        {
            base.clientConnectionLost(connector, reason);
            if (!continueTrying)
                bridge.closed();
        }
    }

    private sealed class Bridge
    {
        private readonly Room[] rooms;
        private int open = 2;

        public Bridge(string left, string right)
        {
            rooms = [new Room("left", this), new Room("right", this)];
            foreach (var (room, port) in rooms.Zip([left, right]))
                reactor.connectTCP("127.0.0.1", int.Parse(port), room, timeout: PATIENCE);
        }

        private Room other(Room room) => rooms[1 - Array.IndexOf(rooms, room)];

        public void relay(Room room, string who, string text) => other(room).say($"[{room.name}] <{who}> {text}");

        public void asked(Room room, string words)
        {
            Action<Room>? command = words switch
            {
                "who" => do_who,
                "stats" => do_stats,
                "quit" => do_quit,
                _ => null,
            };
            if (command is null)
                room.say("I know !who, !stats and !quit");
            else
                command(room);
        }

        private void do_who(Room room)
        {
            var places = from each in rooms select $"{each.name} ({(each.member is not null ? "here" : "away")})";
            room.say("I bridge " + string.Join(" and ", places));
        }

        private void do_stats(Room room)
        {
            foreach (var each in rooms)
                room.say($"{each.name}: {each.said} said, {each.waiting.Count} waiting, {each.dropped} dropped");
        }

        private void do_quit(Room room)
        {
            foreach (var each in rooms)
            {
                each.say("Goodbye.");
                each.close();
            }
        }

        public void closed()
        {
            open -= 1;
            if (open == 0)
            {
                Console.WriteLine("closed");
                reactor.stop();
            }
        }
    }

    internal static void Run(string[] argv)
    {
        _ = new Bridge(argv[0], argv[1]);
        reactor.run();
    }
}
