namespace TwistedSharp.Internet;

/// <summary>The <see cref="Cooperator"/> was stopped, and the task with it (task.SchedulerStopped).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public sealed class SchedulerStoppedException(string message, Exception? inner = null) : SchedulerException(message, inner);
