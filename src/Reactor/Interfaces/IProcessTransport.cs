namespace TwistedSharp.Internet;

/// <summary>A child process as its protocol sees it (IProcessTransport).</summary>
/// <remarks>Writing, and a registered producer, feed its standard input; pausing holds its standard output and error back. Used on the
/// reactor's thread only.</remarks>
public interface IProcessTransport : IConsumer, IPushProducer
{
    /// <summary>Its number in the system; null when it has ended.</summary>
    int? Pid { get; }

    /// <summary>Writes to one of its pipes; dropped when that is closed.</summary>
    /// <param name="childDescriptor">0, its standard input.</param>
    /// <param name="data">The bytes; copied before it returns.</param>
    /// <exception cref="ArgumentException">The child reads nothing there.</exception>
    void WriteToChild(int childDescriptor, ReadOnlySpan<byte> data);

    /// <summary>Closes one of its pipes; its standard input when everything written is sent.</summary>
    /// <param name="childDescriptor">0 for its standard input, 1 for its standard output, 2 for its standard error.</param>
    void CloseChildDescriptor(int childDescriptor);

    /// <summary>Closes its standard input when everything written is sent: it reads the end of its input.</summary>
    void CloseStdin();

    /// <summary>Closes its standard output: what it writes there from now on fails.</summary>
    void CloseStdout();

    /// <summary>Closes its standard error.</summary>
    void CloseStderr();

    /// <summary>Closes all three; the process is not ended by that, though most end by themselves.</summary>
    void LoseConnection();

    /// <summary>Sends it a signal by name.</summary>
    /// <param name="signal">"HUP", "INT", "KILL", "TERM", "STOP" and the like, with or without "SIG".</param>
    /// <exception cref="ProcessExitedAlreadyException">It has ended.</exception>
    /// <exception cref="ArgumentException">There is no signal of that name.</exception>
    void SignalProcess(string signal);

    /// <summary>Sends it a signal by number, as the system counts them.</summary>
    /// <param name="signal">9 for SIGKILL, for instance.</param>
    /// <exception cref="ProcessExitedAlreadyException">It has ended.</exception>
    void SignalProcess(int signal);
}
