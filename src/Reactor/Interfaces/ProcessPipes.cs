namespace TwistedSharp.Internet;

/// <summary>Which standard streams of a child process are pipes to us; the others are ours, shared.</summary>
[Flags]
public enum ProcessPipes
{
    /// <summary>None: it reads and writes where we do.</summary>
    None = 0,

    /// <summary>Its standard input.</summary>
    StandardInput = 1,

    /// <summary>Its standard output.</summary>
    StandardOutput = 2,

    /// <summary>Its standard error.</summary>
    StandardError = 4,

    /// <summary>All three.</summary>
    All = StandardInput | StandardOutput | StandardError,
}
