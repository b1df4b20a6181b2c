namespace TwistedSharp.Samples.Fetch;

/// <summary>The arguments cannot be used; the message is for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
