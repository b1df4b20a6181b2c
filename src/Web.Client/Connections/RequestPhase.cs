namespace TwistedSharp.Web.Client;

/// <summary>What a request spends its time on, in the order in which it happens.</summary>
public enum RequestPhase
{
    /// <summary>It waits for a connection that is free.</summary>
    Queue,

    /// <summary>A new connection is made for it: the host's name is looked up.</summary>
    Resolve,

    /// <summary>The host is being connected to.</summary>
    Connect,

    /// <summary>The TLS handshake and the verification of the server.</summary>
    Tls,

    /// <summary>The request is sent, its body included.</summary>
    Send,

    /// <summary>It is sent, and the response's head has not come.</summary>
    FirstByte,

    /// <summary>The response's body comes.</summary>
    Body,
}
