using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <content>Multicast groups (twisted.internet.udp.MulticastMixin); over IPv6 an interface goes by its index.</content>
internal sealed partial class UdpPort
{
    private SocketOptionLevel Level => IsIPv4 ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;

    private bool IsIPv4 => _interface.AddressFamily == AddressFamily.InterNetwork;

    public string GetOutgoingInterface()
    {
        var value = (int)Socket.GetSocketOption(Level, SocketOptionName.MulticastInterface)!; // Never null for this option.
        // For IPv4 the four bytes of an address, as they stand in memory.
        return IsIPv4 ? new IPAddress(BitConverter.GetBytes(value)).ToString() : value.ToString(CultureInfo.InvariantCulture);
    }

    public Deferred SetOutgoingInterface(string interfaceAddress)
    {
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        if (!IsIPv4)
            return Deferred.Execute(() => Set(SocketOptionName.MulticastInterface, IndexOf(interfaceAddress)));
        return Resolve(interfaceAddress).AddCallback(address =>
            Set(SocketOptionName.MulticastInterface, BitConverter.ToInt32(address.GetAddressBytes())));
    }

    public bool GetLoopbackMode() => Socket.MulticastLoopback;

    public void SetLoopbackMode(bool mode) => Socket.MulticastLoopback = mode;

    public int GetTTL() => (int)Socket.GetSocketOption(Level, SocketOptionName.MulticastTimeToLive)!; // Never null for this option.

    public void SetTTL(int ttl)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ttl);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ttl, byte.MaxValue);
        Set(SocketOptionName.MulticastTimeToLive, ttl);
    }

    public Deferred JoinGroup(string group, string interfaceAddress = "") =>
        Change(SocketOptionName.AddMembership, group, interfaceAddress);

    public Deferred LeaveGroup(string group, string interfaceAddress = "") =>
        Change(SocketOptionName.DropMembership, group, interfaceAddress);

    /// <summary>The index of an IPv6 interface given as such, by its name, or as an address with a scope.</summary>
    private static int IndexOf(string text)
    {
        if (text.Length == 0)
            return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return index;
        // The base library looks names up where addresses have them.
        if (IPAddress.TryParse(text.Contains('%') ? text : $"fe80::1%{text}", out var scoped) && scoped.ScopeId != 0)
            return (int)scoped.ScopeId;
        throw new InvalidAddressException(text, $"Over IPv6 an interface goes by its index or name; '{text}' is neither.");
    }

    private void Set(SocketOptionName option, int value) => Socket.SetSocketOption(Level, option, value);

    private Deferred Change(SocketOptionName change, string group, string interfaceAddress)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        ArgumentNullException.ThrowIfNull(interfaceAddress);
        return Resolve(group).AddCallback(address =>
        {
            if (!IsIPv4)
            {
                var index = interfaceAddress.Length == 0 ? (int)address.ScopeId : IndexOf(interfaceAddress);
                Change(change, new IPv6MulticastOption(address, index), group, interfaceAddress);
                return Deferred.Succeed();
            }
            return Resolve(interfaceAddress).AddCallback(local =>
                Change(change, new MulticastOption(address, local), group, interfaceAddress));
        });
    }

    private void Change(SocketOptionName change, object membership, string group, string interfaceAddress)
    {
        try
        {
            Socket.SetSocketOption(Level, change, membership);
        }
        catch (SocketException e)
        {
            throw new MulticastJoinException(group, interfaceAddress, e);
        }
    }

    /// <summary>The first address of this port's family; the wildcard for an empty name.</summary>
    private Deferred<IPAddress> Resolve(string host)
    {
        if (host.Length == 0)
            return Deferred.Succeed(IsIPv4 ? IPAddress.Any : IPAddress.IPv6Any);
        if (IPLiteral.TryParse(host, out var literal))
            return Deferred.Execute(() => OfOurFamily(host, [literal]));
        return Deferred.MaybeDeferred(() => Loop.NameResolver.ResolveHostName(HostName.ToAscii(host)))
            .AddCallback(found => OfOurFamily(host, found));
    }

    private IPAddress OfOurFamily(string host, IReadOnlyList<IPAddress> found)
    {
        foreach (var address in found)
        {
            if (address.AddressFamily == _interface.AddressFamily)
                return address;
        }
        throw new InvalidAddressException(host, $"'{host}' is no {(IsIPv4 ? "IPv4" : "IPv6")} address, which this port needs.");
    }
}
