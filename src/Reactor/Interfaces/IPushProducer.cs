namespace TwistedSharp.Internet;

/// <summary>A producer that writes by itself and can be held (IPushProducer).</summary>
public interface IPushProducer : IProducer
{
    /// <summary>Hold until <see cref="IProducer.ResumeProducing"/>.</summary>
    void PauseProducing();
}
