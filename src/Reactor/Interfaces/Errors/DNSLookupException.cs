namespace TwistedSharp.Internet;

/// <summary>A host name has no address (error.DNSLookupError).</summary>
/// <param name="message">What was seen.</param>
/// <param name="inner">What it came from.</param>
public sealed class DNSLookupException(string message, Exception? inner = null) : IOException(message, inner);
