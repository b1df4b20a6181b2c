using TwistedSharp.Internet;

namespace TwistedSharp.Tests.Testing;

/// <summary>A producer that counts what it is told, with a hook for each.</summary>
internal sealed class CountingProducer : IPushProducer
{
    internal int Pauses { get; private set; }

    internal int Resumes { get; private set; }

    internal int Stops { get; private set; }

    internal Action? OnPause { get; set; }

    internal Action? OnResume { get; set; }

    internal Action? OnStop { get; set; }

    public void PauseProducing()
    {
        Pauses++;
        OnPause?.Invoke();
    }

    public void ResumeProducing()
    {
        Resumes++;
        OnResume?.Invoke();
    }

    public void StopProducing()
    {
        Stops++;
        OnStop?.Invoke();
    }
}
