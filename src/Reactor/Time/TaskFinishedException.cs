namespace TwistedSharp.Internet;

/// <summary>The <see cref="CooperativeTask"/> has ended, in whatever way (task.TaskFinished).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public abstract class TaskFinishedException(string message, Exception? inner = null) : SchedulerException(message, inner);
