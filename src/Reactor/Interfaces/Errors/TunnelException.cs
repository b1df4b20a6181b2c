namespace TwistedSharp.Internet;

/// <summary>A proxy would not, or could not, open a way to where the connection was to go.</summary>
/// <param name="message">What it said.</param>
/// <param name="inner">What it came from.</param>
public class TunnelException(string message, Exception? inner = null) : ConnectException(message, inner);
