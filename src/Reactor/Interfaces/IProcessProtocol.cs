namespace TwistedSharp.Internet;

/// <summary>What happens to a child process arrives here (IProcessProtocol).</summary>
public interface IProcessProtocol
{
    /// <summary>It has been started.</summary>
    /// <param name="process">It.</param>
    void MakeConnection(IProcessTransport process);

    /// <summary>It wrote something.</summary>
    /// <param name="childDescriptor">1 for its standard output, 2 for its standard error.</param>
    /// <param name="data">Valid during the call only; never empty.</param>
    void ChildDataReceived(int childDescriptor, ReadOnlySpan<byte> data);

    /// <summary>One of its pipes is closed, by either side.</summary>
    /// <param name="childDescriptor">0 for its standard input, 1 for its standard output, 2 for its standard error.</param>
    void ChildConnectionLost(int childDescriptor);

    /// <summary>It has ended; output that it, or a child of its own, wrote before may still come.</summary>
    /// <param name="reason"><see cref="ProcessDoneException"/> for exit code zero, else <see cref="ProcessTerminatedException"/>.</param>
    void ProcessExited(Failure reason);

    /// <summary>It has ended and all its pipes are closed; called once, last.</summary>
    /// <param name="reason">As in <see cref="ProcessExited"/>.</param>
    void ProcessEnded(Failure reason);
}
