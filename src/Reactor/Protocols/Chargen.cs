using TwistedSharp.Internet;

namespace TwistedSharp.Protocols;

/// <summary>Sends characters as fast as its peer takes them (twisted.protocols.wire.Chargen, RFC 864).</summary>
public class Chargen : Protocol, IProducer
{
    private static ReadOnlySpan<byte> Noise => """@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ !"#$%&?"""u8;

    /// <inheritdoc/>
    public override void ConnectionMade() => Transport.RegisterProducer(this, streaming: false);

    /// <inheritdoc/>
    public void ResumeProducing() => Transport.Write(Noise);

    /// <inheritdoc/>
    public void StopProducing() { }
}
