namespace TwistedSharp.Web.Client.Tests;

/// <summary>Collects what this thread reports as an error while it lives.</summary>
internal sealed class LoggedErrors : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<LogEvent> _errors = [];

    internal LoggedErrors() => Log.AddObserver(Observe);

    internal IReadOnlyList<LogEvent> Errors => _errors;

    public void Dispose() => Log.RemoveObserver(Observe);

    private void Observe(LogEvent logEvent)
    {
        // Failures that nobody took are found on the collector's thread, and may be other tests'.
        if (logEvent.IsError && Environment.CurrentManagedThreadId == _thread)
            _errors.Add(logEvent);
    }
}
