using TwistedSharp;
using TwistedSharp.BusyReactor;
using TwistedSharp.Internet;

// Keeps a reactor busy in every way there is, says BUSY when all of it is under way, and after the reactor's end what has become of it.
// A test sends it a signal meanwhile.
if (args is not [var kind and ("epoll" or "select"), var url])
{
    Console.Error.WriteLine("usage: BusyReactor epoll|select URL");
    return 2;
}

var socketsBefore = CountSockets();
Log.AddObserver(e =>
{
    if (e.IsError)
        Console.WriteLine($"ERROR {e}");
});
IReactor reactor = kind == "epoll" ? new EPollReactor() : new SelectReactor();
var work = new Work(reactor, url);
var ending = new Ending(reactor);
var exitCode = Reactors.React(_ =>
{
    ending.Watch();
    return work.Begin(() => Console.WriteLine("BUSY"));
}, reactor);
Console.WriteLine($"SIGNAL {reactor.ExitSignal?.ToString() ?? "none"}");
Console.WriteLine($"TRIGGERS {string.Join(' ', ending.Seen)}");
Console.WriteLine($"TURNS {ending.Turns}");
foreach (var (what, tally) in work.Tallies)
    Console.WriteLine($"{what} {tally}");
Console.WriteLine($"SOCKETS {CountSockets() - socketsBefore}");
return exitCode;

static int CountSockets() =>
    Directory.GetFiles("/proc/self/fd").Count(link =>
        new FileInfo(link).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
