namespace TwistedSharp.Internet;

/// <summary>A <see cref="Cooperator"/> or one of its tasks is in no state for what was asked of it (task.SchedulerError).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public abstract class SchedulerException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
