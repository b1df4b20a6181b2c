using static twisted.internet;
using static twisted.protocols;

internal static class NetstringsServer
{
    private sealed class Reverse : basic.NetstringReceiver
    {
        public override void stringReceived(byte[] data) => sendString([.. data.Reverse()]);
    }

    internal static void Run(string[] argv)
    {
        var factory = protocol.Factory.forProtocol(() => new Reverse());
        var port = reactor.listenTCP(int.Parse(argv[0]), factory, @interface: "127.0.0.1");
        Console.WriteLine($"listening {port.getHost().port}");
        reactor.run();
    }
}
