using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Benchmarks.LoadTest.Echo;

/// <summary>The echo on .NET's sockets: a loop that accepts, and an async method for each connection.</summary>
/// <remarks>Each connection has a buffer of its own, as such servers usually do. The lean one has none while it waits: it first receives
/// nothing, which completes when there is something, at the cost of a second call to the system for each message.</remarks>
internal static class SocketEchoServer
{
    private const int BufferBytes = 4096;

    internal static void Run(bool lean)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(ServerOrders.Backlog);
        ServerOrders.Follow(((IPEndPoint)listener.LocalEndPoint!).Port); // It is bound.
        Accept(listener, lean).GetAwaiter().GetResult();
    }

    private static async Task Accept(Socket listener, bool lean)
    {
        while (true)
        {
            var connection = await listener.AcceptAsync();
            _ = lean ? ServeLean(connection) : Serve(connection);
        }
    }

    private static async Task Serve(Socket connection)
    {
        var buffer = new byte[BufferBytes];
        using (connection)
        {
            try
            {
                while (await connection.ReceiveAsync(buffer) is var count and > 0)
                    await Send(connection, buffer.AsMemory(0, count));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
            {
                // The load ends so.
            }
        }
    }

    private static async Task ServeLean(Socket connection)
    {
        using (connection)
        {
            try
            {
                while (true)
                {
                    await connection.ReceiveAsync(Memory<byte>.Empty);
                    var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferBytes);
                    var count = await connection.ReceiveAsync(buffer);
                    if (count == 0)
                        return;
                    await Send(connection, buffer.AsMemory(0, count));
                    System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
            {
                // The load ends so.
            }
        }
    }

    private static async ValueTask Send(Socket connection, ReadOnlyMemory<byte> data)
    {
        while (data.Length > 0)
            data = data[await connection.SendAsync(data)..];
    }
}
