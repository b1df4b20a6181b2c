namespace TwistedSharp.Internet;

/// <summary>A child process ended with exit code zero (error.ProcessDone).</summary>
/// <param name="message">What was seen.</param>
public sealed class ProcessDoneException(string message) : ConnectionDoneException(message);
