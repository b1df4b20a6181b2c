namespace TwistedSharp.Internet;

/// <summary>A signal was to be sent to a process that has ended (error.ProcessExitedAlready).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ProcessExitedAlreadyException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
