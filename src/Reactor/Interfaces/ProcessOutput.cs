namespace TwistedSharp.Internet;

/// <summary>All that a child process said, and how it ended.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="ExitCode">Its exit code; 128 and the signal's number when a signal ended it.</param>
public sealed record ProcessOutput(byte[] Output, byte[] Error, int ExitCode);
