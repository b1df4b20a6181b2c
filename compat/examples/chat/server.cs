using static twisted.internet;
using static twisted.protocols;

internal static class ChatServer
{
    private sealed class Chat(Dictionary<string, Chat> users) : basic.LineReceiver
    {
        private string? name;

        public override void connectionMade() => sendLine("What's your name?"u8);

        public override void connectionLost(Failure reason)
        {
            if (name is not null && users.Remove(name))
                tellOthers($"<{name}> has left");
        }

        public override void lineReceived(byte[] line)
        {
            if (name is null)
                register(line.decode());
            else
                tellOthers($"<{name}> {line.decode()}");
        }

        private void register(string name)
        {
            if (users.ContainsKey(name))
            {
                sendLine("Name taken, please choose another."u8);
                return;
            }
            sendLine($"Welcome, {name}!".encode());
            this.name = name;
            users[name] = this;
            tellOthers($"<{name}> is here");
        }

        private void tellOthers(string message)
        {
            foreach (var (_, user) in users)
            {
                if (user != this)
                    user.sendLine(message.encode());
            }
        }
    }

    private sealed class ChatFactory : protocol.Factory
    {
        private readonly Dictionary<string, Chat> users = [];

        public override IProtocol buildProtocol(IAddress addr) => new Chat(users);
    }

    internal static void Run(string[] argv)
    {
        var port = reactor.listenTCP(int.Parse(argv[0]), new ChatFactory(), @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
