namespace TwistedSharp.Internet;

/// <summary>A child process could not be started: no such program, no permission, no such folder.</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class SpawnException(string message, Exception? inner = null) : IOException(message, inner);
