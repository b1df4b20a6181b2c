namespace TwistedSharp.Internet;

/// <summary>What a connection in clear text had set when it changed to TLS.</summary>
/// <param name="Protocol">Who received.</param>
/// <param name="Producer">Who produced, or null.</param>
/// <param name="Streaming">How the producer was registered.</param>
/// <param name="ProducerHeld">Whether the producer was paused because the queue was full.</param>
/// <param name="ReadingPaused">Whether the protocol had paused its input.</param>
internal readonly record struct TlsBeginning(
    IProtocol Protocol, IProducer? Producer, bool Streaming, bool ProducerHeld, bool ReadingPaused);
