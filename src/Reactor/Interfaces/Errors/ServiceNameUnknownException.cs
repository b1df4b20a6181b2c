namespace TwistedSharp.Internet;

/// <summary>A port was named, and no service has that name (error.ServiceNameUnknownError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class ServiceNameUnknownException(string message, Exception? inner = null) : ConnectException(message, inner);
