using System.Runtime.CompilerServices;

namespace TwistedSharp.Tests.Defer;

/// <summary>Collects log events about one test's own failures; others may surface at any collection.</summary>
internal sealed class LogWatch : IDisposable
{
    private readonly List<LogEvent> _events = [];

    internal LogWatch() => Log.AddObserver(Note);

    internal IReadOnlyList<LogEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public void Dispose() => Log.RemoveObserver(Note);

    /// <summary>Runs something in a frame of its own, collects what it left behind and returns the errors about the marked
    /// exception.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal IReadOnlyList<LogEvent> After(Action<Exception> leave)
    {
        var mark = Guid.NewGuid().ToString();
        Leave(leave, mark);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return [.. Events.Where(e => e.Failure?.Value.Message == mark)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(Action<Exception> leave, string mark) => leave(new FormatException(mark));

    private void Note(LogEvent logEvent)
    {
        lock (_events)
            _events.Add(logEvent);
    }
}
