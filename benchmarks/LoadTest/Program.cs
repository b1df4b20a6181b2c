using System.CommandLine;
using TwistedSharp.Benchmarks.LoadTest;

var url = new Option<string>("--url") { Description = "What to get, again and again", Required = true };
var client = new Option<string>("--client")
{
    Description = $"Who gets it: {string.Join(", ", LoadOptions.KnownClients)}; a comma list runs each in a process of its own, in turn",
    DefaultValueFactory = _ => "page,httpclient",
};
var requests = new Option<int>("--requests") { Description = "How many requests are counted", DefaultValueFactory = _ => 100_000 };
var connections = new Option<int>("--connections") { Description = "How many requests are in flight, each on a connection", DefaultValueFactory = _ => 64 };
var rounds = new Option<int>("--rounds") { Description = "How often each client runs; medians are shown", DefaultValueFactory = _ => 1 };
var poller = new Option<string>("--poller") { Description = "How our reactor waits; epoll on Linux, select elsewhere" };
poller.AcceptOnlyFromAmong("epoll", "select");
var noPersist = new Option<bool>("--no-persist") { Description = "A new connection for every request" };
var json = new Option<bool>("--json") { Description = "One JSON object a line" };

var command = new RootCommand("Measures what an HTTP client costs: CPU, memory and latency per request")
{
    url, client, requests, connections, rounds, poller, noPersist, json,
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
    var options = new LoadOptions
    {
        Url = result.GetRequiredValue(url),
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
});
return parsed.Invoke();
