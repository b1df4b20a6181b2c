namespace TwistedSharp.Internet.Testing;

/// <content>Child processes that a test plays.</content>
public partial class MemoryReactorClock
{
    private readonly List<MemoryProcess> _processes = [];

    /// <summary>Every process started, in order; the test plays what they do.</summary>
    public IReadOnlyList<MemoryProcess> Processes => _processes;

    /// <inheritdoc/>
    public IProcessTransport SpawnProcess(
        IProcessProtocol protocol, string executable, IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null, ProcessPipes pipes = ProcessPipes.All)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentException.ThrowIfNullOrEmpty(executable);
        var process = new MemoryProcess(
            protocol, executable, [.. arguments ?? []], environment, workingDirectory, pipes, FirstProcess + _processes.Count);
        _processes.Add(process);
        protocol.MakeConnection(process);
        return process;
    }
}
