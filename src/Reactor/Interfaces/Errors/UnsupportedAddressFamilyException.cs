namespace TwistedSharp.Internet;

/// <summary>An address of a family that this transport cannot use (error.UnsupportedAddressFamily).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class UnsupportedAddressFamilyException(string message, Exception? inner = null) : NotSupportedException(message, inner);
