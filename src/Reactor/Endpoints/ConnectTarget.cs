using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>What the TCP client endpoints have in common: where to connect, and how.</summary>
internal sealed class ConnectTarget
{
    internal static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    // RFC 8305 section 5 recommends it; Twisted waits 300 ms.
    internal static readonly TimeSpan DefaultAttemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly bool _isLiteral;
    private readonly Failure? _invalid;

    internal ConnectTarget(
        IReactor reactor, string host, int port, TimeSpan? timeout, string? bindAddress, TimeSpan? attemptDelay, AddressFamily? onlyFamily)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Reactor = reactor;
        Port = port;
        Timeout = timeout ?? DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero, nameof(timeout));
        AttemptDelay = attemptDelay ?? DefaultAttemptDelay;
        ArgumentOutOfRangeException.ThrowIfLessThan(AttemptDelay, TimeSpan.Zero, nameof(attemptDelay));
        if (bindAddress is not null && !IPEndPoint.TryParse(bindAddress, out _))
            throw new ArgumentException($"Our end is an address or address:port; '{bindAddress}' is neither.", nameof(bindAddress));
        BindAddress = bindAddress;
        OnlyFamily = onlyFamily;
        if (host[0] != '[' && IPAddress.TryParse(host, out var literal))
        {
            if (onlyFamily is not null && literal.AddressFamily != onlyFamily)
                throw new ArgumentException($"{host} is not an address of the endpoint's kind.", nameof(host));
            // As the parser understood it: 127.1 and 0x7f.1 are the same address, and are shown as such.
            _isLiteral = true;
            Host = literal.ToString();
            Address = Addresses.From(new IPEndPoint(literal, port));
            if (host.Contains('%') && literal.ScopeId == 0)
                _invalid = new Failure(new InvalidAddressException(host, $"\"{host}\" names an interface that is not here."));
            return;
        }
        try
        {
            Host = HostName.ToAscii(host);
        }
        catch (ArgumentException e)
        {
            Host = HostName.Escaped(host);
            _invalid = new Failure(new InvalidAddressException(host, e.Message));
        }
        Address = new HostnameAddress(Host, port);
    }

    internal IReactor Reactor { get; }

    internal string Host { get; }

    internal int Port { get; }

    internal TimeSpan Timeout { get; }

    internal TimeSpan AttemptDelay { get; }

    internal string? BindAddress { get; }

    internal AddressFamily? OnlyFamily { get; }

    internal IAddress Address { get; }

    /// <summary>Connects, racing a name's addresses.</summary>
    internal Deferred<IProtocol> Connect(IFactory factory) =>
        Connect(factory, (host, f) => Reactor.ConnectTCP(host, Port, f, Timeout, BindAddress));

    /// <summary>Connects, racing a name's addresses.</summary>
    /// <param name="factory">Builds the protocol.</param>
    /// <param name="connect">Asks the reactor for a connection to an address.</param>
    internal Deferred<IProtocol> Connect(IFactory factory, Func<string, IClientFactory, IConnector> connect)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (_invalid is not null)
            return Deferred.Fail<IProtocol>(_invalid);
        if (_isLiteral)
        {
            return DirectConnect.Connect(factory, Address, f =>
            {
                (factory as IConnectListener)?.Connecting();
                return connect(Host, f);
            });
        }
        var race = new RacingConnect(this, factory, connect);
        race.Start();
        return race.Result;
    }
}
