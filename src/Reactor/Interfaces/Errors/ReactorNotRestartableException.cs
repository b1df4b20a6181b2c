namespace TwistedSharp.Internet;

/// <summary>Run, and the reactor was stopped before (error.ReactorNotRestartable).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ReactorNotRestartableException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
