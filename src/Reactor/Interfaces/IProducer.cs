namespace TwistedSharp.Internet;

/// <summary>Writes to a consumer and can be told to go on or to stop (IProducer, IPullProducer).</summary>
public interface IProducer
{
    /// <summary>Go on: a pull producer writes one piece, a push producer starts again.</summary>
    void ResumeProducing();

    /// <summary>Stop for good: the consumer is gone.</summary>
    void StopProducing();
}
