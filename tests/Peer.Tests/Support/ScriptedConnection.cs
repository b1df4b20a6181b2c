using System.Net.Sockets;
using System.Text;

namespace TwistedSharp.Peer.Tests;

/// <summary>One connection of a <see cref="ScriptedServer"/>, as its script sees it. Every wait ends after a while with an
/// exception.</summary>
internal sealed class ScriptedConnection
{
    private readonly ScriptedServer _server;
    private readonly Socket _socket;
    private readonly List<byte> _received = [];

    internal ScriptedConnection(ScriptedServer server, Socket socket, int number)
    {
        _server = server;
        _socket = socket;
        Number = number;
        socket.NoDelay = true;
        socket.ReceiveTimeout = socket.SendTimeout = 60_000;
    }

    /// <summary>1 for the first that was accepted.</summary>
    internal int Number { get; }

    internal static string Response(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>Reads one request, head and body, and notes it as delivered.</summary>
    internal string ReadRequest()
    {
        var head = ReadHead();
        var end = head.Length;
        var length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line.AsSpan("Content-Length:".Length), null)).FirstOrDefault();
        while (_received.Count < end + 4 + length)
            Receive();
        var request = Text()[..(end + 4 + length)];
        _received.RemoveRange(0, request.Length);
        var words = request.Split(' ', 3);
        _server.Note(new Delivery($"{Number}", words[0], words[1]));
        return request;
    }

    /// <summary>Waits for a request's head and returns it; it stays to be read.</summary>
    internal string ReadHead()
    {
        int end;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            Receive();
        return Text()[..end];
    }

    /// <summary>Serves requests with a body, until the client closes.</summary>
    internal void Serve(string body) => Serve(request =>
    {
        var response = Response(body);
        return request.StartsWith("HEAD ", StringComparison.Ordinal) ? response[..^body.Length] : response;
    });

    /// <summary>Serves requests, each with the answer to it, until the client closes.</summary>
    internal void Serve(Func<string, string> answerTo)
    {
        while (!IsClosedByClient())
            Send(answerTo(ReadRequest()));
    }

    /// <summary>Sends the same little piece again and again, slowly and without end, until the client closes.</summary>
    internal void Drip(string piece)
    {
        const int PauseMicroseconds = 2_000;
        for (var left = 60_000_000 / PauseMicroseconds; left > 0 && !_socket.Poll(PauseMicroseconds, SelectMode.SelectRead); left--)
            SendAsMuchAsTaken(piece);
        ExpectClose();
    }

    internal void Send(string text) => _socket.Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends what a client is expected to stop reading at some point: that it has closed is no trouble.</summary>
    internal void SendAsMuchAsTaken(string text)
    {
        try
        {
            Send(text);
        }
        catch (SocketException e) when (
            e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted
                or SocketError.TimedOut)
        {
            // It has seen enough. A reset during a send that blocks, .NET at times reports as a timeout: ExpectClose tells the two apart.
        }
    }

    /// <summary>Closes in order: the client sees the end of the stream.</summary>
    internal void Close() => _socket.Close();

    /// <summary>Closes with a reset.</summary>
    internal void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Waits until the client has closed, and fails when it sends another request instead.</summary>
    internal void ExpectClose()
    {
        if (!IsClosedByClient())
            throw new InvalidOperationException($"Connection {Number} is used again, for: {Text()}");
    }

    private bool IsClosedByClient()
    {
        if (_received.Count > 0)
            return false;
        try
        {
            return !TryReceive();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return true;
        }
    }

    private void Receive()
    {
        if (!TryReceive())
            throw new InvalidOperationException($"The client closed connection {Number} in the middle of a request: {Text()}");
    }

    private bool TryReceive()
    {
        var buffer = new byte[4096];
        var count = _socket.Receive(buffer);
        _received.AddRange(buffer.AsSpan(0, count));
        return count > 0;
    }

    private string Text() => Encoding.Latin1.GetString([.. _received]);
}
