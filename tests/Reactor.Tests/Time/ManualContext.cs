namespace TwistedSharp.Tests.Time;

/// <summary>A SynchronizationContext whose calls wait until the test makes them.</summary>
internal sealed class ManualContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Call, object? State)> _posted = new();

    internal int Posted => _posted.Count;

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

    /// <summary>Makes the calls that are there, as the context's own thread would.</summary>
    internal void RunPosted()
    {
        var before = Current;
        SetSynchronizationContext(this);
        for (var left = _posted.Count; left > 0; left--)
        {
            var (call, state) = _posted.Dequeue();
            call(state);
        }
        SetSynchronizationContext(before);
    }
}
