using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>One try to connect: wait a turn, look the name up, connect without blocking (twisted.internet.tcp.BaseClient).</summary>
internal sealed class TcpConnectAttempt : IPollable
{
    private readonly ITransportLoop _loop;
    private readonly TcpConnector _connector;
    private readonly DelayedCall _start;
    private Deferred? _lookup;
    private Socket? _socket;
    private IPEndPoint? _address;
    private PollToken _token;
    private State _state;

    internal TcpConnectAttempt(ITransportLoop loop, TcpConnector connector)
    {
        _loop = loop;
        _connector = connector;
        // Never inside the call that asked: the caller has no connector yet.
        _start = loop.CallLater(TimeSpan.Zero, Resolve);
    }

    private enum State
    {
        Waiting,
        Resolving,
        Connecting,
        Done,
    }

    /// <summary>Ends the attempt and tells the connector, unless it has ended.</summary>
    internal void Fail(Failure reason)
    {
        var state = _state;
        if (state == State.Done)
            return;
        _state = State.Done;
        if (state == State.Waiting && _start.Active)
            _start.Cancel();
        if (state == State.Resolving)
            _lookup?.Cancel();
        if (state == State.Connecting)
        {
            _loop.Forget(_token);
            _socket?.Dispose();
        }
        _connector.Failed(reason);
    }

    void IPollable.Ready(PollInterest ready)
    {
        if (_state != State.Connecting || _socket is null || _address is null)
            return;
        SocketError error;
        try
        {
            // Never null for this option.
            error = (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        }
        catch (SocketException e)
        {
            error = e.SocketErrorCode;
        }
        if (error != SocketError.Success)
        {
            Fail(new Failure(SocketErrors.ToConnectException(error, _address)));
            return;
        }
        TcpTransport transport;
        try
        {
            transport = new TcpTransport(_loop, _socket, Addresses.From(_address), _connector);
        }
        catch (SocketException e)
        {
            // Connected, and gone before we could ask for our own address.
            Fail(new Failure(SocketErrors.ToConnectException(e.SocketErrorCode, _address, e)));
            return;
        }
        _state = State.Done;
        _connector.Established(transport, _token);
    }

    void IPollable.LoopEnded() => Fail(new Failure(new ConnectException($"Connecting to {_address} was given up: the reactor stopped.")));

    private void Resolve()
    {
        if (IPAddress.TryParse(_connector.Host, out var literal))
        {
            Connect(literal);
            return;
        }
        _state = State.Resolving;
        Deferred<IReadOnlyList<IPAddress>> lookup;
        try
        {
            lookup = _loop.NameResolver.ResolveHostName(_connector.Host);
        }
        catch (Exception e)
        {
            Fail(new Failure(e));
            return;
        }
        _lookup = lookup;
        lookup.AddBoth(Resolved);
    }

    private void Resolved(Outcome<IReadOnlyList<IPAddress>> outcome)
    {
        if (_state != State.Resolving)
            return;
        if (outcome.Failure is { } failure)
        {
            Fail(failure);
            return;
        }
        var addresses = outcome.Value;
        if (addresses is not { Count: > 0 })
        {
            Fail(new Failure(new DNSLookupException($"The name {_connector.Host} has no address.")));
            return;
        }
        // Twisted's connectTCP knows names as IPv4 only; IPv6 stands in where there is nothing else.
        var chosen = addresses[0];
        foreach (var address in addresses)
        {
            if (address.AddressFamily == AddressFamily.InterNetwork)
            {
                chosen = address;
                break;
            }
        }
        Connect(chosen);
    }

    private void Connect(IPAddress to)
    {
        _address = new IPEndPoint(to, _connector.Port);
        Socket socket;
        try
        {
            socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        }
        catch (SocketException e)
        {
            Fail(new Failure(SocketErrors.ToConnectException(e.SocketErrorCode, _address, e)));
            return;
        }
        _socket = socket;
        if (!Bind(socket))
            return;
        try
        {
            socket.Connect(_address);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Under way. There is no way to start without an exception; it costs microseconds, once a connection.
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            var error = (e as SocketException)?.SocketErrorCode ?? SocketError.SocketError;
            Fail(new Failure(SocketErrors.ToConnectException(error, _address, e)));
            return;
        }
        _state = State.Connecting;
        _token = _loop.Watch(socket, this, PollInterest.Write);
    }

    private bool Bind(Socket socket)
    {
        if (_connector.BindAddress is not { } local)
            return true;
        try
        {
            socket.Bind(local);
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            Fail(new Failure(new ConnectBindException($"Connecting to {_address}: our end cannot be {local}: {e.Message}", e)));
            return false;
        }
    }
}
