using static twisted.internet;
using static twisted.web;

/// <summary>Asks the server of the agent example through a proxy.</summary>
internal static class ProxyClient
{
    [defer.inlineCallbacks]
    private static async Deferred main(IReactor reactor, string[] argv)
    {
        var agent = client.ProxyAgent(endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int.Parse(argv[0])));
        var response = await agent.request("GET", $"http://127.0.0.1:{argv[1]}/hello?name=proxy");
        var body = await client.readBody(response);
        Console.WriteLine($"{response.code} {body.decode()}");
    }

    internal static void Run(string[] argv) => Environment.ExitCode = task.react(main, argv);
}
