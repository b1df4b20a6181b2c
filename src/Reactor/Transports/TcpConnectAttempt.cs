using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>One try to connect over TCP: look the name up, bind our end, connect (twisted.internet.tcp.Client).</summary>
internal sealed class TcpConnectAttempt : StreamConnectAttempt
{
    private readonly TcpConnector _connector;
    private Deferred? _lookup;
    private IPEndPoint? _address;

    internal TcpConnectAttempt(ITransportLoop loop, TcpConnector connector) : base(loop, connector)
    {
        _connector = connector;
    }

    private protected override object Where => (object?)_address ?? _connector.GetDestination();

    private protected override void Begin()
    {
        if (IPLiteral.TryParse(_connector.Host, out var literal))
        {
            Connect(literal);
            return;
        }
        Deferred<IReadOnlyList<IPAddress>> lookup;
        try
        {
            lookup = Loop.NameResolver.ResolveHostName(_connector.Host)
                ?? throw new InvalidOperationException($"The name resolver {Loop.NameResolver} gave null for {_connector.Host}.");
        }
        catch (Exception e)
        {
            Fail(new Failure(e));
            return;
        }
        _lookup = lookup;
        lookup.AddBoth(Resolved);
    }

    private protected override void GiveUp() => _lookup?.Cancel();

    private protected override StreamTransport Connected(Socket socket, ITransportOwner owner) =>
        new TcpTransport(Loop, socket, Addresses.From(_address), owner);

    private void Resolved(Outcome<IReadOnlyList<IPAddress>> outcome)
    {
        _lookup = null;
        if (IsDone)
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
            Fail(new Failure(new ConnectBindException($"Connecting to {_address}: there is no socket to be had: {e.Message}", e)));
            return;
        }
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
        Await(socket);
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
