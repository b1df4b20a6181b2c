namespace TwistedSharp.Internet;

/// <summary>Run, and the reactor runs (error.ReactorAlreadyRunning).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ReactorAlreadyRunningException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
