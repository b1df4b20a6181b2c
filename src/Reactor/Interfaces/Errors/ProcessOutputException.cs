namespace TwistedSharp.Internet;

/// <summary>A child process that was to answer complained (the IOError of getProcessOutput); what it said is kept.</summary>
/// <param name="message">What it complained of.</param>
/// <param name="output">What it wrote to its standard output.</param>
/// <param name="error">What it wrote to its standard error.</param>
public sealed class ProcessOutputException(string message, byte[] output, byte[] error) : IOException(message)
{
    /// <summary>What it wrote to its standard output.</summary>
    public byte[] Output { get; } = output;

    /// <summary>What it wrote to its standard error.</summary>
    public byte[] Error { get; } = error;
}
