using TwistedSharp.Internet;

namespace TwistedSharp.Web.Client;

/// <summary>A proxy did not open the tunnel; what it sent instead is not the server's answer, and is not shown as such.</summary>
/// <param name="status">The proxy's status code; 407 when it wants to know who asks.</param>
/// <param name="phrase">Its reason phrase.</param>
/// <param name="target">Where the tunnel was to lead.</param>
public sealed class ProxyRefusedException(int status, string phrase, IAddress target)
    : TunnelException($"The proxy answers {status} {phrase} when it is asked to connect to {target}.")
{
    /// <summary>The proxy's status code.</summary>
    public int Status { get; } = status;

    /// <summary>Its reason phrase.</summary>
    public string Phrase { get; } = phrase;
}
