/// <summary>Runs an example by its name: <c>dotnet run --project compat/examples -- echo/server 8000</c>.</summary>
internal static class Program
{
    private static readonly SortedDictionary<string, Action<string[]>> Examples = new(StringComparer.Ordinal)
    {
        ["agent/client"] = AgentClient.Run,
        ["chat/client"] = ChatClient.Run,
        ["chat/server"] = ChatServer.Run,
        ["echo/client"] = EchoClient.Run,
        ["echo/server"] = EchoServer.Run,
        ["fetcher/client"] = FetcherClient.Run,
        ["finger/client"] = FingerClient.Run,
        ["finger/server"] = FingerServer.Run,
        ["getpage/client"] = GetPageClient.Run,
        ["lines/client"] = LinesClient.Run,
        ["lines/server"] = LinesServer.Run,
        ["netstrings/client"] = NetstringsClient.Run,
        ["netstrings/server"] = NetstringsServer.Run,
        ["portforward/server"] = PortForwardServer.Run,
        ["proxy/client"] = ProxyClient.Run,
        ["reconnecting/client"] = ReconnectingClient.Run,
        ["reconnecting/server"] = ReconnectingServer.Run,
        ["starttls/client"] = StartTlsClient.Run,
        ["starttls/server"] = StartTlsServer.Run,
        ["stdin/client"] = StdinClient.Run,
        ["tasks/looping"] = TasksLooping.Run,
        ["threads/work"] = ThreadsWork.Run,
        ["tls/client"] = TlsClient.Run,
        ["tls/server"] = TlsServer.Run,

        ["udp/client"] = UdpClient.Run,
        ["udp/server"] = UdpServer.Run,
        ["unix/client"] = UnixClient.Run,
        ["unix/server"] = UnixServer.Run,
        ["upload/client"] = UploadClient.Run,
    };

    private static int Main(string[] args)
    {
        if (args.Length > 0 && Examples.TryGetValue(args[0], out var example))
        {
            example(args[1..]);
            return Environment.ExitCode;
        }
        Console.Error.WriteLine($"usage: <example> [argument...], where an example is one of: {string.Join(", ", Examples.Keys)}");
        return 2;
    }
}
