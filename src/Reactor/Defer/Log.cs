namespace TwistedSharp;

/// <summary>One thing worth telling an operator.</summary>
/// <param name="Message">What happened, in one line.</param>
/// <param name="Failure">The failure it is about, if any; an event with one is an error.</param>
public sealed record LogEvent(string Message, Failure? Failure = null)
{
    /// <summary>Whether the event reports an error.</summary>
    public bool IsError => Failure is not null;

    /// <inheritdoc/>
    public override string ToString() => Failure is null ? Message : $"{Message}: {Failure.GetTraceback()}";
}

/// <summary>Where the reactor and Deferreds report what no caller is there to hear (twisted.python.log).</summary>
/// <remarks>With no observer added, errors go to standard error and messages nowhere. An observer may be called on any thread: unhandled
/// failures are found by the garbage collector.</remarks>
public static class Log
{
    private static readonly Lock Gate = new();
    private static readonly Action<LogEvent>[] ToStandardError = [static e => Console.Error.WriteLine(e)];
    private static Action<LogEvent>[] _observers = [];

    /// <summary>Adds an observer, called with each event from now on.</summary>
    /// <param name="observer">Must be quick and thread-safe; what it throws is dropped.</param>
    public static void AddObserver(Action<LogEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (Gate)
            _observers = [.. _observers, observer];
    }

    /// <summary>Removes an observer; one that is not there is ignored.</summary>
    /// <param name="observer">The one that was added.</param>
    public static void RemoveObserver(Action<LogEvent> observer)
    {
        lock (Gate)
            _observers = [.. _observers.Where(o => o != observer)];
    }

    /// <summary>Reports something that is not an error (log.msg).</summary>
    /// <param name="message">What happened.</param>
    public static void Msg(string message) => Publish(new LogEvent(message));

    /// <summary>Reports an error (log.err).</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="why">What was being done.</param>
    public static void Err(Failure failure, string why) => Publish(new LogEvent(why, failure));

    /// <summary>Reports an error (log.err).</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="why">What was being done.</param>
    public static void Err(Exception exception, string why) => Err(new Failure(exception), why);

    private static void Publish(LogEvent logEvent)
    {
        var observers = _observers;
        if (observers.Length == 0 && logEvent.IsError)
            observers = ToStandardError;
        foreach (var observer in observers)
        {
            try
            {
                observer(logEvent);
            }
            catch (Exception)
            {
                // An observer that fails must not take down the code that reports, nor keep the event from the others.
            }
        }
    }
}
