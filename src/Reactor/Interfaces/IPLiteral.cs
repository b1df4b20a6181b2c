using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>Addresses written as four decimal numbers, or as IPv6 has them (abstract.isIPAddress, isIPv6Address).</summary>
internal static class IPLiteral
{
    private const string Broadcast = "<broadcast>";

    /// <summary>Parses a literal, more strictly than the base library: that takes "1" and octal "010.0.0.1" for IPv4 addresses, "[::1]:80"
    /// for an IPv6 one, and drops a scope it does not know.</summary>
    internal static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPAddress.TryParse(text, out var parsed))
            return false;
        address = parsed;
        return parsed.AddressFamily == AddressFamily.InterNetwork
            ? parsed.ToString() == text
            : text[0] != '[' && (parsed.ScopeId != 0 || !text.Contains('%'));
    }

    /// <summary>Where a socket of this family is to send to.</summary>
    /// <exception cref="InvalidAddressException">The host is no literal, or of the other family.</exception>
    internal static IPEndPoint Destination(string host, int port, AddressFamily family)
    {
        var address = IPAddress.Broadcast;
        if (host != Broadcast && !TryParse(host, out address))
            throw new InvalidAddressException(host, $"Datagrams go to IP addresses; '{host}' is none, and names are not looked up here.");
        if (address.AddressFamily != family)
        {
            throw new InvalidAddressException(host,
                $"This port speaks {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}; '{host}' is not an address of that kind.");
        }
        return new IPEndPoint(address, port);
    }

    /// <summary>The same for an address.</summary>
    internal static IPEndPoint Destination(IAddress address, AddressFamily family) => address switch
    {
        IPv4Address v4 => Destination(v4.Host, v4.Port, family),
        IPv6Address v6 => Destination(v6.Host, v6.Port, family),
        HostnameAddress name => Destination(name.Host, name.Port, family),
        _ => throw new InvalidAddressException(address.ToString() ?? "", $"Datagrams go to IP addresses; {address} is none."),
    };

    /// <summary>The address to bind to: an empty one is all of IPv4.</summary>
    /// <exception cref="InvalidAddressException">It is no literal.</exception>
    internal static IPAddress Interface(string interfaceAddress)
    {
        if (interfaceAddress.Length == 0)
            return IPAddress.Any;
        return TryParse(interfaceAddress, out var address) ? address
            : throw new InvalidAddressException(interfaceAddress, $"A port listens on an address literal; '{interfaceAddress}' is none.");
    }
}
