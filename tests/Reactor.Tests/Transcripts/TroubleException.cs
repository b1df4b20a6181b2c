namespace TwistedSharp.Tests.Transcripts;

/// <summary>What goes wrong in a scenario.</summary>
internal sealed class TroubleException(string message) : Exception(message);

/// <summary>What goes wrong otherwise.</summary>
internal sealed class DisasterException(string message) : Exception(message);
