namespace TwistedSharp.Internet;

/// <summary>The <see cref="CooperativeTask"/> has failed; the inner exception says how (task.TaskFailed).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public sealed class TaskFailedException(string message, Exception? inner = null) : TaskFinishedException(message, inner);
