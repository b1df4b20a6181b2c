namespace TwistedSharp.Peer.Tests;

/// <summary>By how much the process's resident memory grows, at most, while so many bytes pass through it; looked at by bytes, not by time.
/// </summary>
internal sealed class MemoryWatch
{
    private readonly long _lookBytes;
    private readonly long _first;
    private long _carried;
    private long _nextLook;

    internal MemoryWatch(long lookBytes)
    {
        _lookBytes = lookBytes;
        // Aggressive: what earlier tests took must not hide what this one takes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _first = Environment.WorkingSet;
    }

    internal long Growth { get; private set; }

    /// <summary>So many bytes more have passed.</summary>
    internal void Carried(long bytes)
    {
        _carried += bytes;
        if (_carried < _nextLook)
            return;
        _nextLook = _carried + _lookBytes;
        Growth = Math.Max(Growth, Environment.WorkingSet - _first);
    }
}
