namespace TwistedSharp.Internet;

/// <summary>Stop, and the reactor does not run or is stopping (error.ReactorNotRunning).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ReactorNotRunningException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
