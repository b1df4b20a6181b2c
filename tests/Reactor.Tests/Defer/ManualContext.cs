namespace TwistedSharp.Tests.Defer;

/// <summary>A SynchronizationContext that is current until it is disposed, and runs what is posted to it when the test says so.</summary>
internal sealed class ManualContext : SynchronizationContext, IDisposable
{
    private readonly SynchronizationContext? _before = Current;
    private readonly Queue<(SendOrPostCallback Call, object? State)> _posted = new();

    internal ManualContext() => SetSynchronizationContext(this);

    internal int Posted
    {
        get
        {
            lock (_posted)
                return _posted.Count;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posted)
            _posted.Enqueue((d, state));
    }

    /// <summary>Runs all that has been posted, here.</summary>
    internal void Turn()
    {
        while (true)
        {
            (SendOrPostCallback Call, object? State) next;
            lock (_posted)
            {
                if (!_posted.TryDequeue(out next))
                    return;
            }
            next.Call(next.State);
        }
    }

    /// <summary>Does something on another thread and waits for its end.</summary>
    internal static void Elsewhere(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }

    public void Dispose() => SetSynchronizationContext(_before);
}
