using Microsoft.Extensions.Logging;

namespace TwistedSharp;

/// <summary>One thing worth telling an operator.</summary>
/// <param name="Message">What happened, in one line.</param>
/// <param name="Failure">The failure it is about, if any; an event with one is an error.</param>
public sealed record LogEvent(string Message, Failure? Failure = null)
{
    /// <summary>How much it matters; Error with a failure, else Information, unless it was set.</summary>
    public LogLevel Level { get; init; } = Failure is null ? LogLevel.Information : LogLevel.Error;

    /// <summary>Whether the event reports an error.</summary>
    public bool IsError => Failure is not null;

    /// <inheritdoc/>
    public override string ToString() => Failure is null ? Message : $"{Message}: {Failure.GetTraceback()}";
}

/// <summary>Where the reactor and Deferreds report what no caller is there to hear (twisted.python.log).</summary>
/// <remarks>With no observer added, errors and warnings go to standard error and other messages nowhere. An observer may be called on any
/// thread: unhandled failures are found by the garbage collector.</remarks>
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

    /// <summary>Sends every event from now on to a logger as well.</summary>
    /// <param name="logger">It; an event's failure arrives as the exception, its <see cref="LogEvent"/> as the state.</param>
    /// <returns>Ends it.</returns>
    public static IDisposable To(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        var forwarding = new Forwarding(logger);
        AddObserver(forwarding.Observe);
        return forwarding;
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

    /// <summary>Reports something that works but should be looked at.</summary>
    /// <param name="message">What was seen.</param>
    public static void Warn(string message) => Publish(new LogEvent(message) { Level = LogLevel.Warning });

    private static void Publish(LogEvent logEvent)
    {
        var observers = _observers;
        if (observers.Length == 0 && logEvent.Level >= LogLevel.Warning)
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

    private sealed class Forwarding(ILogger logger) : IDisposable
    {
        public void Dispose() => RemoveObserver(Observe);

        internal void Observe(LogEvent logEvent) =>
            logger.Log(logEvent.Level, default, logEvent, logEvent.Failure?.Value, static (e, _) => e.Message);
    }
}
