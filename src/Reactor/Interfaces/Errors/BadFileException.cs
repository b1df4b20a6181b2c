namespace TwistedSharp.Internet;

/// <summary>Nobody holds the lock of a UNIX socket that was to be checked (error.BadFileError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class BadFileException(string message, Exception? inner = null) : ConnectException(message, inner);
