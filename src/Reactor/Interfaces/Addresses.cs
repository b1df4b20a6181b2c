using System.Net;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>One end of a connection (IAddress).</summary>
public interface IAddress;

/// <summary>An IPv4 address and a port.</summary>
/// <param name="Host">Dotted decimal.</param>
/// <param name="Port">0 to 65535.</param>
public sealed record IPv4Address(string Host, int Port) : IAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>An IPv6 address and a port.</summary>
/// <param name="Host">Without brackets; with %scope when it has one.</param>
/// <param name="Port">0 to 65535.</param>
/// <param name="FlowInfo">The flow label (RFC 2553, 3.3); of real sockets always 0, as .NET's end points have none.</param>
/// <param name="ScopeId">The number of the interface that a link-local address belongs to (RFC 4007); 0 for none.</param>
public sealed record IPv6Address(string Host, int Port, uint FlowInfo = 0, long ScopeId = 0) : IAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"[{Host}]:{Port}";
}

/// <summary>A host name that is not resolved, and a port.</summary>
/// <param name="Host">The name.</param>
/// <param name="Port">0 to 65535.</param>
public sealed record HostnameAddress(string Host, int Port) : IAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>The end of a pipe or a standard stream, which has no address (stdio.PipeAddress).</summary>
public sealed record PipeAddress : IAddress
{
    /// <inheritdoc/>
    public override string ToString() => "a pipe";
}

internal static class Addresses
{
    internal static IAddress From(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint { AddressFamily: AddressFamily.InterNetwork } v4 => new IPv4Address(v4.Address.ToString(), v4.Port),
        IPEndPoint v6 => new IPv6Address(v6.Address.ToString(), v6.Port, ScopeId: v6.Address.ScopeId),
        _ => throw new UnsupportedAddressFamilyException($"An address of type {endPoint?.GetType().Name ?? "null"} is neither IPv4 nor IPv6."),
    };
}
