using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A listening TCP port (twisted.internet.tcp.Port).</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class TcpPort : IListeningPort, IPollable
{
    /// <summary>How many connections are accepted in one turn; the others wait in the backlog while this turn's callbacks run.</summary>
    private const int AcceptsPerTurn = 100;

    /// <summary>How long accepting pauses when the process is out of descriptors and cannot even refuse.</summary>
    private static readonly TimeSpan ExhaustionPause = TimeSpan.FromSeconds(1);

    private readonly ITransportLoop _loop;
    private readonly IFactory _factory;
    private readonly IPAddress _interface;
    private readonly string _interfaceAddress;
    private readonly int _port;
    private readonly int _backlog;
    private readonly List<Deferred> _stopping = [];
    private Socket? _socket;
    private Socket? _spare;
    private IAddress? _host;
    private PollToken _token;
    private DelayedCall? _pause;
    private State _state;

    internal TcpPort(ITransportLoop loop, int port, IFactory factory, int backlog, string interfaceAddress)
    {
        _loop = loop;
        _factory = factory;
        _port = port;
        _backlog = backlog;
        _interfaceAddress = interfaceAddress;
        _interface = interfaceAddress.Length == 0 ? IPAddress.Any
            : IPAddress.TryParse(interfaceAddress, out var address) ? address
            : throw new ArgumentException($"A port listens on an address literal; '{interfaceAddress}' is none.", nameof(interfaceAddress));
    }

    private enum State
    {
        Closed,
        Listening,
        Stopping,
    }

    public void StartListening()
    {
        if (_state != State.Closed)
            throw new InvalidOperationException($"StartListening needs a closed port; this is {this}.");
        var socket = new Socket(_interface.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            // As on the systems Twisted runs on: the IPv6 wildcard takes IPv4 too. SO_REUSEADDR is set by Bind itself on Unix; asking for
            // it by its option would add SO_REUSEPORT, and two servers could then share a port unknowingly.
            if (_interface.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(_interface, _port));
            socket.Listen(_backlog);
            _token = _loop.Watch(socket, this, PollInterest.Read);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new CannotListenException(_interfaceAddress, _port, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        _socket = socket;
        _host = Addresses.From(socket.LocalEndPoint);
        _spare = TakeSpare();
        _state = State.Listening;
        _factory.DoStart();
    }

    public Deferred StopListening()
    {
        if (_state == State.Closed)
            return Deferred.Succeed();
        var stopped = new Deferred();
        _stopping.Add(stopped);
        if (_state == State.Listening)
        {
            _state = State.Stopping;
            _loop.SetInterest(_token, PollInterest.None);
            _loop.CallLater(TimeSpan.Zero, Close);
        }
        return stopped;
    }

    public IAddress GetHost() => _host ?? throw new InvalidOperationException($"{this} was never bound.");

    public override string ToString() =>
        $"<TcpPort {(_host is { } host ? host : new IPv4Address(_interface.ToString(), _port))} {_state} of {_factory.GetType().Name}>";

    void IPollable.LoopEnded() => Close();

    void IPollable.Ready(PollInterest ready)
    {
        for (var i = 0; i < AcceptsPerTurn && _state == State.Listening; i++)
        {
            // Accepting from an empty backlog costs an exception; asking first costs one cheap system call.
            if (i > 0 && !_socket!.Poll(0, SelectMode.SelectRead)) // A listening port has a socket.
                return;
            Socket accepted;
            try
            {
                accepted = _socket!.Accept(); // The same.
            }
            catch (SocketException e)
            {
                if (!Refused(e))
                    return;
                continue;
            }
            Begin(accepted);
        }
    }

    private void Begin(Socket accepted)
    {
        TcpTransport transport;
        try
        {
            accepted.Blocking = false;
            transport = new TcpTransport(_loop, accepted, Addresses.From(accepted.RemoteEndPoint), owner: null);
        }
        catch (SocketException)
        {
            // Gone before we could ask for its address: there was no connection worth telling of.
            accepted.Dispose();
            return;
        }
        transport.Register(token: null);
        IProtocol? protocol;
        try
        {
            protocol = _factory.BuildProtocol(transport.GetPeer());
        }
        catch (Exception e)
        {
            Log.Err(e, "while building a protocol");
            transport.Discard();
            return;
        }
        if (protocol is null)
            transport.Discard();
        else
            transport.Start(protocol);
    }

    /// <summary>What to do about a failed accept; true: try the next.</summary>
    private bool Refused(SocketException e)
    {
        if (e.SocketErrorCode is SocketError.WouldBlock)
            return false;
        if (!SocketErrors.IsExhaustion(e.SocketErrorCode))
        {
            // A client that left before it was accepted.
            return e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted
                || Report(e, "while accepting a connection");
        }
        // Out of descriptors. The waiting client would keep the port readable for ever: let it in with the spare one and close it.
        if (_spare is { } spare)
        {
            _spare = null;
            spare.Dispose();
            try
            {
                _socket!.Accept().Close(timeout: 0); // A listening port has a socket. Timeout zero resets, so the client learns at once.
            }
            catch (SocketException)
            {
                // Another thread took the descriptor; the pause below deals with it.
            }
            _spare = TakeSpare();
            if (_spare is not null)
            {
                Log.Msg($"{this} refused a connection: {e.Message}.");
                return true;
            }
        }
        Report(e, $"{this} stops accepting for {ExhaustionPause.TotalSeconds} s");
        _loop.SetInterest(_token, PollInterest.None);
        _pause = _loop.CallLater(ExhaustionPause, GoOn);
        return false;
    }

    private static bool Report(SocketException e, string doing)
    {
        Log.Err(e, doing);
        return false;
    }

    private void GoOn()
    {
        _pause = null;
        if (_state != State.Listening)
            return;
        _spare ??= TakeSpare();
        _loop.SetInterest(_token, PollInterest.Read);
    }

    private void Close()
    {
        if (_state == State.Closed)
            return;
        _state = State.Closed;
        if (_pause is { Active: true } pause)
            pause.Cancel();
        _pause = null;
        _loop.Forget(_token);
        _socket?.Dispose();
        _socket = null;
        _spare?.Dispose();
        _spare = null;
        Failure? failure = null;
        try
        {
            _factory.DoStop();
        }
        catch (Exception e)
        {
            failure = new Failure(e);
        }
        var waiting = _stopping.ToArray();
        _stopping.Clear();
        if (waiting.Length == 0 && failure is not null)
            Log.Err(failure, "while stopping a factory");
        foreach (var stopped in waiting)
        {
            if (failure is null)
                stopped.Callback();
            else
                stopped.Errback(failure);
        }
    }

    /// <summary>A descriptor kept for the moment when there are none.</summary>
    private static Socket? TakeSpare()
    {
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
