namespace TwistedSharp.Internet;

/// <summary>The attempt was given up by StopConnecting (error.UserError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class UserConnectException(string message, Exception? inner = null) : ConnectException(message, inner);
