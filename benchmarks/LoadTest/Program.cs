using System.CommandLine;
using TwistedSharp.Benchmarks.LoadTest;
using TwistedSharp.Benchmarks.LoadTest.Echo;

var mode = new Option<string>("--mode")
{
    Description = "What is measured: HTTP clients (http), servers of an echo (echo), or descriptors over many short connections (churn)",
    DefaultValueFactory = _ => "http",
};
mode.AcceptOnlyFromAmong("http", "echo", "churn");
var url = new Option<string>("--url") { Description = "http: what to get, again and again" };
var client = new Option<string>("--client")
{
    Description = $"http: who gets it: {string.Join(", ", LoadOptions.KnownClients)}; those of a list run in processes of their own",
    DefaultValueFactory = _ => "page,httpclient",
};
var requests = new Option<int>("--requests") { Description = "http: how many requests are counted", DefaultValueFactory = _ => 100_000 };
var connections = new Option<int>("--connections")
{
    Description = "http: how many requests are in flight, each on a connection",
    DefaultValueFactory = _ => 64,
};
var server = new Option<string>("--server")
{
    Description = $"echo: who echoes: {string.Join(", ", EchoOptions.KnownServers)}; a comma list runs one after the other",
    DefaultValueFactory = _ => "ours,socket,twisted",
};
var idle = new Option<int>("--idle") { Description = "echo: connections that are idle", DefaultValueFactory = _ => 10_000 };
var busy = new Option<int>("--busy") { Description = "echo: connections that send", DefaultValueFactory = _ => 1_000 };
var messages = new Option<int>("--messages") { Description = "echo: how many messages are counted", DefaultValueFactory = _ => 500_000 };
var cycles = new Option<int>("--cycles") { Description = "churn: connections made and closed", DefaultValueFactory = _ => 50_000 };
var rounds = new Option<int>("--rounds") { Description = "How often each runs; medians are shown", DefaultValueFactory = _ => 1 };
var poller = new Option<string>("--poller") { Description = "How our reactor waits; epoll on Linux, select elsewhere" };
poller.AcceptOnlyFromAmong("epoll", "select");
var noPersist = new Option<bool>("--no-persist") { Description = "http: a new connection for every request" };
var json = new Option<bool>("--json") { Description = "One JSON object a line" };

// What a server process is started with.
var serve = new Option<string>("--serve") { Hidden = true };

var command = new RootCommand("Measures what HTTP clients and echo servers cost: CPU, memory, latency, descriptors")
{
    mode, url, client, requests, connections, server, idle, busy, messages, cycles, rounds, poller, noPersist, json, serve,
};
var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    return 2;
}
command.SetAction(result =>
{
    if (result.GetValue(serve) is { } served)
        return Serve(served, result.GetValue(poller));
    return result.GetValue(mode) == "http" ? RunHttp(result) : RunEcho(result);
});
return parsed.Invoke();

int RunHttp(ParseResult result)
{
    if (result.GetValue(url) is not { } target)
    {
        Console.Error.WriteLine("Option '--url' is required.");
        return 2;
    }
    var options = new LoadOptions
    {
        Url = target,
        Clients = result.GetRequiredValue(client).Split(',', StringSplitOptions.TrimEntries),
        Requests = result.GetValue(requests),
        Connections = result.GetValue(connections),
        Rounds = result.GetValue(rounds),
        Poller = result.GetValue(poller),
        Persist = !result.GetValue(noPersist),
        Json = result.GetValue(json),
    };
    if (options.FindProblem() is { } problem)
    {
        Console.Error.WriteLine(problem);
        return 2;
    }
    return options is { Clients: [var only], Rounds: 1 } ? SingleRun.Run(options, only) : Comparison.Run(options);
}

int RunEcho(ParseResult result)
{
    var options = new EchoOptions
    {
        Servers = result.GetRequiredValue(server).Split(',', StringSplitOptions.TrimEntries),
        Idle = result.GetValue(idle),
        Busy = result.GetValue(busy),
        Messages = result.GetValue(messages),
        Cycles = result.GetValue(cycles),
        Rounds = result.GetValue(rounds),
        Poller = result.GetValue(poller),
        Json = result.GetValue(json),
    };
    if (options.FindProblem() is { } problem)
    {
        Console.Error.WriteLine(problem);
        return 2;
    }
    try
    {
        return result.GetValue(mode) == "churn" ? Churn.Run(options) : EchoComparison.Run(options);
    }
    catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or TimeoutException)
    {
        // A server that does not start, ends early or hangs; it has said why itself.
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

static int Serve(string name, string? poller)
{
    if (name == "ours")
        ReactorEchoServer.Run(poller);
    else
        SocketEchoServer.Run(lean: name == "socket-lean");
    return 0;
}
