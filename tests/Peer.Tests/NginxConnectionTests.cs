namespace TwistedSharp.Peer.Tests;

public sealed class NginxConnectionTests(Type kind) : ConnectionCountContract(kind)
{
    private protected override IReadOnlyList<Delivery> Serve(Action<Func<string, string>> client)
    {
        using var nginx = new Nginx();
        client(nginx.URL);
        nginx.Quit();
        return nginx.Deliveries;
    }
}
