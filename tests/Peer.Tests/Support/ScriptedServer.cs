using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Peer.Tests;

/// <summary>A raw server: what it does with each connection is a script, run on a thread of its own over a blocking socket.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Action<ScriptedConnection>[] _scripts;
    private readonly List<ScriptedConnection> _connections = [];
    private readonly List<string> _log = [];
    private readonly List<Exception> _troubles = [];
    private readonly List<Thread> _threads = [];

    /// <summary>Starts one.</summary>
    /// <param name="scripts">What to do with the first connection, the second and so on; the last is for all that follow.</param>
    internal ScriptedServer(params Action<ScriptedConnection>[] scripts)
    {
        _scripts = scripts;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port; // Bound.
        Start(Accept);
    }

    internal int Port { get; }

    /// <summary>How many connections it has accepted.</summary>
    internal int Connections
    {
        get
        {
            lock (_connections)
                return _connections.Count;
        }
    }

    /// <summary>The requests that arrived whole, in order: connection, method and target, as in "1 GET /page".</summary>
    internal IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    internal string URL(string path) => $"http://127.0.0.1:{Port}/{path}";

    internal void Note(Delivery delivery)
    {
        lock (_log)
            _log.Add(delivery.ToString());
    }

    internal void StopListening() => _listener.Dispose();

    /// <summary>Waits for the scripts to end, with their connections closed by then, and fails when one of them was not followed.</summary>
    internal void Check()
    {
        Dispose();
        lock (_troubles)
            _troubles.Should().BeEmpty("the client kept to the scripts");
    }

    public void Dispose()
    {
        _listener.Dispose();
        Thread[] threads;
        lock (_threads)
            threads = [.. _threads];
        foreach (var thread in threads)
            thread.Join();
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            ScriptedConnection connection;
            Action<ScriptedConnection> script;
            lock (_connections)
            {
                connection = new ScriptedConnection(this, socket, _connections.Count + 1);
                script = _scripts[Math.Min(_connections.Count, _scripts.Length - 1)];
                _connections.Add(connection);
            }
            Start(() => Follow(script, connection));
        }
    }

    private void Follow(Action<ScriptedConnection> script, ScriptedConnection connection)
    {
        try
        {
            script(connection);
        }
        catch (Exception e)
        {
            lock (_troubles)
                _troubles.Add(e);
        }
        finally
        {
            connection.Close();
        }
    }

    private void Start(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true };
        lock (_threads)
            _threads.Add(thread);
        thread.Start();
    }
}
