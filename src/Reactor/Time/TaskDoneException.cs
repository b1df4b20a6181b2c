namespace TwistedSharp.Internet;

/// <summary>The <see cref="CooperativeTask"/> has come to the end of its iterator (task.TaskDone).</summary>
/// <param name="message">What was seen and what was expected.</param>
/// <param name="inner">What it came from.</param>
public sealed class TaskDoneException(string message, Exception? inner = null) : TaskFinishedException(message, inner);
