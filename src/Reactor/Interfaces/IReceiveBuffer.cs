namespace TwistedSharp.Internet;

/// <summary>A protocol that keeps received bytes which it has not used yet, as one that splits lines does.</summary>
/// <remarks>StartTLS takes them: what came in clear behind the request for TLS belongs to the handshake or to an attacker, and must not be
/// read later as if TLS had protected it (CVE-2011-0411, CVE-2021-38084).</remarks>
public interface IReceiveBuffer : IProtocol
{
    /// <summary>Gives the unused bytes away: the protocol has none afterwards.</summary>
    /// <returns>They; valid until the protocol receives again.</returns>
    ReadOnlyMemory<byte> TakeBuffered();
}
