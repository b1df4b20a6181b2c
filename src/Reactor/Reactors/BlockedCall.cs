namespace TwistedSharp.Internet;

/// <summary>A thread that waits until the loop has done something for it, or has ended.</summary>
internal sealed class BlockedCall
{
    private readonly ManualResetEventSlim _over = new();
    private int _isOver;
    private string? _loopEnd;

    /// <summary>Whether the thread waits no more.</summary>
    internal bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>What the thread waited for is done.</summary>
    internal void Done()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            _over.Set();
    }

    /// <summary>It will never be done.</summary>
    /// <param name="why">What the loop looks like.</param>
    internal void Abandon(string why)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
            return;
        _loopEnd = why;
        _over.Set();
    }

    /// <summary>Waits.</summary>
    /// <exception cref="ReactorNotRunningException">The loop ended first.</exception>
    internal void Wait()
    {
        _over.Wait();
        if (_loopEnd is not null)
            throw new ReactorNotRunningException(_loopEnd);
    }
}
