using TwistedSharp.Internet;
using TwistedSharp.Web.Client;

// Fetches one page, keeps the connection, says READY and the reactor thread's id, and idles until its input ends.
// A test counts wake-ups meanwhile.
if (args is not [var kind and ("epoll" or "select"), var url])
{
    Console.Error.WriteLine("usage: IdleReactor epoll|select URL");
    return 2;
}

IReactor reactor = kind == "epoll" ? new EPollReactor() : new SelectReactor();
var agent = new Agent(reactor);
var exitCode = 1;
_ = agent.RequestString(url).AddCallback(page => reactor.CallLater(0.2, Ready)).AddErrback(failure =>
{
    Console.Error.WriteLine(failure);
    reactor.Stop();
});
reactor.Run();
return exitCode;

// Called a while after the page: what follows it at once has happened by then.
void Ready()
{
    // "self" of this thread, as Linux numbers it.
    var thread = Path.GetFileName(Directory.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false)?.FullName);
    new Thread(WaitForEnd) { IsBackground = true }.Start();
    Console.WriteLine($"READY {thread} {agent.Pool}");
}

void WaitForEnd()
{
    Console.In.Read();
    Console.WriteLine("STOPPING");
    reactor.CallFromThread(() =>
    {
        exitCode = agent.Pool.IdleConnections == 1 ? 0 : 1;
        reactor.Stop();
    });
}
