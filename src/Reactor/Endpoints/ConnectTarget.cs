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

    private readonly string? _literal;

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
        BindAddress = bindAddress;
        OnlyFamily = onlyFamily;
        if (IPAddress.TryParse(host, out var literal) && host[0] != '[')
        {
            if (onlyFamily is not null && literal.AddressFamily != onlyFamily)
                throw new ArgumentException($"{host} is not an address of the endpoint's kind.", nameof(host));
            // As the parser understood it: 127.1 and 0x7f.1 are the same address, and are shown as such.
            Host = _literal = literal.ToString();
            Address = literal.AddressFamily == AddressFamily.InterNetwork ? new IPv4Address(Host, port) : new IPv6Address(Host, port);
            return;
        }
        Host = HostName.ToAscii(host);
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

    internal Deferred<IProtocol> Connect(IFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (_literal is not null)
        {
            var direct = new DirectConnect(factory, Address);
            direct.Start(Reactor, _literal, Port, Timeout, BindAddress);
            return direct.Result;
        }
        var race = new RacingConnect(this, factory);
        race.Start();
        return race.Result;
    }
}
