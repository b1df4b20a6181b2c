namespace TwistedSharp.Internet;

/// <summary>The program is to end with a certain exit code; for the main function of <c>Reactors.React</c> (Python's
/// SystemExit).</summary>
/// <param name="exitCode">What the process tells the one who started it; 0 means success.</param>
public sealed class SystemExitException(int exitCode) : Exception($"The program is to exit with code {exitCode}.")
{
    /// <summary>What the process tells the one who started it; 0 means success.</summary>
    public int ExitCode { get; } = exitCode;
}
