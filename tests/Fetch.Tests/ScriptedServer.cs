using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TwistedSharp.Tests;

/// <summary>A server on a free loopback port that answers each request head with what the test says; null leaves the request unanswered.</summary>
/// <remarks>Written on plain sockets and threads: what is tested must not be tested by itself.</remarks>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly Func<string, string?> _answer;

    internal ScriptedServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Accept();
    }

    /// <summary>The heads that came, each without its last empty line.</summary>
    internal ConcurrentQueue<string> Heads { get; } = new();

    internal string Root => $"http://{_listener.LocalEndpoint}";

    internal static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>The path in a request's first line.</summary>
    internal static string PathOf(string head) => head.Split(' ')[1];

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync();
                _connections.Add(connection);
                _ = Serve(connection.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var input = "";
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                input += Encoding.Latin1.GetString(buffer, 0, count);
                while (input.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
                {
                    var head = input[..end];
                    input = input[(end + 4)..];
                    Heads.Enqueue(head);
                    if (_answer(head) is { } answer)
                        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
    }
}
