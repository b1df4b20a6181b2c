using static twisted.internet;
using static twisted.protocols;

internal static class FingerServer
{
    private sealed class FingerProtocol : basic.LineReceiver
    {
        public override void lineReceived(byte[] user)
        {
            var d = ((FingerFactory)factory!).getUser(user.decode());

            byte[] onError(Failure err) => "Internal error in server".encode();

            void writeResponse(byte[] message)
            {
                transport.write([.. message, .. "\r\n"u8]);
                transport.loseConnection();
            }

            d.addErrback(onError);
            d.addCallback(writeResponse);
        }
    }

    private sealed class FingerFactory : protocol.ServerFactory
    {
        private readonly Dictionary<string, byte[]> users;

        public FingerFactory(Dictionary<string, byte[]> users)
        {
            protocol = () => new FingerProtocol();
            this.users = users;
        }

        public Deferred<byte[]> getUser(string user)
        {
            if (user == "crash")
                return defer.fail<byte[]>(new InvalidOperationException("no such table"));
            var d = defer.Deferred<byte[]>();
            reactor.callLater(0.01, d.callback, users.GetValueOrDefault(user, "No such user".encode()));
            return d;
        }
    }

    internal static void Run(string[] argv)
    {
        var users = new Dictionary<string, byte[]> { ["moshez"] = "Happy and well".encode(), ["shawn"] = "Not in".encode() };
        var port = reactor.listenTCP(int.Parse(argv[0]), new FingerFactory(users), @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
