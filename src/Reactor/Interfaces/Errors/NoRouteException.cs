namespace TwistedSharp.Internet;

/// <summary>There is no way to the network or host (error.NoRouteError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class NoRouteException(string message, Exception? inner = null) : ConnectException(message, inner);
