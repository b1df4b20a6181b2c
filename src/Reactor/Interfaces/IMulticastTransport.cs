using TwistedSharp.Defer;

namespace TwistedSharp.Internet;

/// <summary>A UDP port that takes part in multicast groups (IMulticastTransport).</summary>
/// <remarks>An interface is named by one of its addresses on an IPv4 port, and by its index or name on an IPv6 port.</remarks>
public interface IMulticastTransport : IUDPTransport
{
    /// <summary>The interface that multicasts leave by: 0.0.0.0 or 0 when the system chooses.</summary>
    string GetOutgoingInterface();

    /// <summary>Sets the interface that multicasts leave by.</summary>
    /// <param name="interfaceAddress">The interface.</param>
    /// <returns>Fires when it is set; fails when the name is not known or the system refuses.</returns>
    Deferred SetOutgoingInterface(string interfaceAddress);

    /// <summary>Whether this host hears the multicasts it sends; at first it does.</summary>
    bool GetLoopbackMode();

    /// <summary>Sets whether this host hears the multicasts it sends.</summary>
    /// <param name="mode">Whether it does.</param>
    void SetLoopbackMode(bool mode);

    /// <summary>How many routers a multicast may pass; 1 at first: it stays in this network.</summary>
    int GetTTL();

    /// <summary>Sets how many routers a multicast may pass.</summary>
    /// <param name="ttl">0 to 255.</param>
    void SetTTL(int ttl);

    /// <summary>Joins a group: what is sent to it, and to this port, arrives here.</summary>
    /// <param name="group">The group's address, or a name that has one.</param>
    /// <param name="interfaceAddress">The interface to join it on; the system's choice when empty.</param>
    /// <returns>Fires when the group is joined; fails with <see cref="MulticastJoinException"/>, or <see cref="DNSLookupException"/> for a
    /// name.</returns>
    Deferred JoinGroup(string group, string interfaceAddress = "");

    /// <summary>Leaves a group.</summary>
    /// <param name="group">The group's address, or a name that has one.</param>
    /// <param name="interfaceAddress">The interface it was joined on.</param>
    /// <returns>Fires when the group is left; fails as <see cref="JoinGroup"/> does.</returns>
    Deferred LeaveGroup(string group, string interfaceAddress = "");
}
