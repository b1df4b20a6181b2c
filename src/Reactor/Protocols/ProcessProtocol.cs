namespace TwistedSharp.Internet;

/// <summary>The usual base of a child process's protocol: override what interests you (twisted.internet.protocol.ProcessProtocol).</summary>
public abstract class ProcessProtocol : IProcessProtocol
{
    private IProcessTransport? _transport;

    /// <summary>The process.</summary>
    /// <exception cref="InvalidOperationException">There was none yet.</exception>
    public IProcessTransport Transport =>
        _transport ?? throw new InvalidOperationException("This protocol has no process before MakeConnection.");

    /// <inheritdoc/>
    public void MakeConnection(IProcessTransport process)
    {
        ArgumentNullException.ThrowIfNull(process);
        _transport = process;
        ConnectionMade();
    }

    /// <summary>The process has been started.</summary>
    public virtual void ConnectionMade() { }

    /// <summary>It wrote something: calls <see cref="OutReceived"/> or <see cref="ErrReceived"/>.</summary>
    /// <param name="childDescriptor">1 for its standard output, 2 for its standard error.</param>
    /// <param name="data">Valid during the call only.</param>
    public virtual void ChildDataReceived(int childDescriptor, ReadOnlySpan<byte> data)
    {
        if (childDescriptor == 1)
            OutReceived(data);
        else if (childDescriptor == 2)
            ErrReceived(data);
    }

    /// <summary>It wrote to its standard output.</summary>
    /// <param name="data">Valid during the call only.</param>
    public virtual void OutReceived(ReadOnlySpan<byte> data) { }

    /// <summary>It wrote to its standard error.</summary>
    /// <param name="data">Valid during the call only.</param>
    public virtual void ErrReceived(ReadOnlySpan<byte> data) { }

    /// <summary>A pipe is closed: calls <see cref="InConnectionLost"/>, <see cref="OutConnectionLost"/> or
    /// <see cref="ErrConnectionLost"/>.</summary>
    /// <param name="childDescriptor">0 for its standard input, 1 for its standard output, 2 for its standard error.</param>
    public virtual void ChildConnectionLost(int childDescriptor)
    {
        if (childDescriptor == 0)
            InConnectionLost();
        else if (childDescriptor == 1)
            OutConnectionLost();
        else if (childDescriptor == 2)
            ErrConnectionLost();
    }

    /// <summary>Its standard input is closed.</summary>
    public virtual void InConnectionLost() { }

    /// <summary>Its standard output is closed.</summary>
    public virtual void OutConnectionLost() { }

    /// <summary>Its standard error is closed.</summary>
    public virtual void ErrConnectionLost() { }

    /// <inheritdoc/>
    public virtual void ProcessExited(Failure reason) { }

    /// <inheritdoc/>
    public virtual void ProcessEnded(Failure reason) { }
}
