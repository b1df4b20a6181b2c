using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Drops what it receives (twisted.protocols.wire.Discard, RFC 863).</summary>
public class Discard : Protocol;
