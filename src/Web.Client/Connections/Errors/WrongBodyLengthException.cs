namespace TwistedSharp.Web.Client;

/// <summary>A body producer wrote more or less than it had announced (Twisted's WrongBodyLength).</summary>
/// <param name="message">What was announced and what came.</param>
public sealed class WrongBodyLengthException(string message) : InvalidOperationException(message);
