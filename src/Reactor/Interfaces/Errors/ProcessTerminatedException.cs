namespace TwistedSharp.Internet;

/// <summary>A child process ended with another exit code, or by a signal (error.ProcessTerminated).</summary>
/// <param name="message">What was seen.</param>
/// <param name="exitCode">As the system tells it: 128 and the signal's number when a signal ended the process.</param>
public sealed class ProcessTerminatedException(string message, int exitCode) : ConnectionLostException(message)
{
    private const int FirstSignalled = 128;
    private const int Signals = 64;

    /// <summary>The exit code; 128 and the signal's number when a signal ended it.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The number of the signal that ended it, 9 for SIGKILL for instance; null when it ended itself.</summary>
    /// <remarks>Read from the exit code as shells do: a process that itself exits with 128 and some looks the same.</remarks>
    public int? Signal { get; } = exitCode is > FirstSignalled and <= FirstSignalled + Signals ? exitCode - FirstSignalled : null;
}
