namespace TwistedSharp.Internet;

/// <summary>The <see cref="CooperativeTask"/> was stopped (task.TaskStopped).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public sealed class TaskStoppedException(string message, Exception? inner = null) : TaskFinishedException(message, inner);
