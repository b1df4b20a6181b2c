namespace TwistedSharp.Internet;

/// <summary>Resume, and the <see cref="CooperativeTask"/> is not paused (task.NotPaused).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public sealed class NotPausedException(string message, Exception? inner = null) : SchedulerException(message, inner);
