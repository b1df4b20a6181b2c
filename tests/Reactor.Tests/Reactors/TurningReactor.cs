using TwistedSharp.Internet;
using TwistedSharp.Internet.Testing;

namespace TwistedSharp.Tests.Reactors;

/// <summary>A reactor without sockets that runs: time goes on to the next timed call until one stops it.</summary>
internal sealed class TurningReactor : MemoryReactorClock, IReactor
{
    private bool _isStopAsked;

    /// <summary>How often it was stopped well.</summary>
    internal int Stops { get; private set; }

    void IReactorCore.Run(bool installSignalHandlers)
    {
        Run(installSignalHandlers);
        while (!_isStopAsked)
        {
            var next = GetDelayedCalls().Min(c => c.GetTime());
            Advance(next - Seconds());
        }
        Stop();
    }

    /// <summary>As a real reactor's: "shutdown" comes later, when what is running now has returned.</summary>
    void IReactorCore.Stop()
    {
        if (!Running || _isStopAsked)
            throw new ReactorNotRunningException("Stop, and the reactor does not run or is stopping.");
        _isStopAsked = true;
        Stops++;
    }
}
