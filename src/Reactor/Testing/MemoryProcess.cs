namespace TwistedSharp.Internet.Testing;

/// <summary>A child process without a program: it remembers what it was told, and does what the test says.</summary>
public sealed class MemoryProcess : IProcessTransport
{
    private readonly List<byte> _input = [];
    private readonly List<string> _signals = [];
    private readonly HashSet<int> _open = [];
    private IProducer? _producer;
    private Failure? _reason;

    internal MemoryProcess(
        IProcessProtocol protocol, string executable, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment,
        string? workingDirectory, ProcessPipes pipes, int pid)
    {
        Protocol = protocol;
        Executable = executable;
        Arguments = arguments;
        Environment = environment;
        WorkingDirectory = workingDirectory;
        Pipes = pipes;
        Pid = pid;
        if (pipes.HasFlag(ProcessPipes.StandardInput))
            _open.Add(0);
        if (pipes.HasFlag(ProcessPipes.StandardOutput))
            _open.Add(1);
        if (pipes.HasFlag(ProcessPipes.StandardError))
            _open.Add(2);
    }

    /// <summary>Who hears of it.</summary>
    public IProcessProtocol Protocol { get; }

    /// <summary>What was to be started.</summary>
    public string Executable { get; }

    /// <summary>What came after the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The environment it was given; null for ours.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; }

    /// <summary>Where it was to start; null for where we are.</summary>
    public string? WorkingDirectory { get; }

    /// <summary>Which of its streams are pipes.</summary>
    public ProcessPipes Pipes { get; }

    /// <inheritdoc/>
    public int? Pid { get; private set; }

    /// <summary>What was written to its standard input so far.</summary>
    public ReadOnlyMemory<byte> Input => _input.ToArray();

    /// <summary>The signals it was sent, by name or number, in order.</summary>
    public IReadOnlyList<string> Signals => _signals;

    /// <summary>The producer that feeds its standard input, if any.</summary>
    public IProducer? Producer => _producer;

    /// <summary>Whether its output is held back.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Whether one of its pipes is still open: 0, 1 or 2.</summary>
    /// <param name="childDescriptor">Which.</param>
    public bool IsOpen(int childDescriptor) => _open.Contains(childDescriptor);

    /// <summary>Plays that it writes something.</summary>
    /// <param name="childDescriptor">1 for its standard output, 2 for its standard error.</param>
    /// <param name="data">What.</param>
    /// <exception cref="InvalidOperationException">That pipe is closed.</exception>
    public void Emit(int childDescriptor, ReadOnlySpan<byte> data)
    {
        if (childDescriptor == 0 || !IsOpen(childDescriptor))
            throw new InvalidOperationException($"The process cannot write to {childDescriptor}: it is no open pipe of its output.");
        Protocol.ChildDataReceived(childDescriptor, data);
    }

    /// <summary>Plays its end: its pipes close, then the protocol hears of it.</summary>
    /// <param name="exitCode">128 and a signal's number for an end by a signal.</param>
    /// <exception cref="InvalidOperationException">It has ended already.</exception>
    public void Exit(int exitCode = 0)
    {
        if (_reason is not null)
            throw new InvalidOperationException($"{Executable} has ended already.");
        Pid = null;
        _reason = new Failure(exitCode == 0
            ? new ProcessDoneException($"{Executable} ended with exit code 0.")
            : new ProcessTerminatedException($"{Executable} ended with exit code {exitCode}.", exitCode));
        Protocol.ProcessExited(_reason);
        if (_open.Count == 0)
        {
            Protocol.ProcessEnded(_reason);
            return;
        }
        foreach (var descriptor in _open.ToArray())
            Close(descriptor);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (IsOpen(0))
            _input.AddRange(data);
    }

    /// <inheritdoc/>
    public void WriteToChild(int childDescriptor, ReadOnlySpan<byte> data)
    {
        if (childDescriptor != 0 || !Pipes.HasFlag(ProcessPipes.StandardInput))
            throw new ArgumentException($"{Executable} reads nothing from us at {childDescriptor}.", nameof(childDescriptor));
        Write(data);
    }

    /// <inheritdoc/>
    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_producer is not null)
            throw new InvalidOperationException($"There is a producer already, {_producer}, to be unregistered before {producer} comes.");
        if (IsOpen(0))
            _producer = producer;
        else
            producer.StopProducing();
    }

    /// <inheritdoc/>
    public void UnregisterProducer() => _producer = null;

    /// <inheritdoc/>
    public void PauseProducing() => IsPaused = true;

    /// <inheritdoc/>
    public void ResumeProducing() => IsPaused = false;

    /// <inheritdoc/>
    public void StopProducing() => LoseConnection();

    /// <inheritdoc/>
    public void CloseStdin() => Close(0);

    /// <inheritdoc/>
    public void CloseStdout() => Close(1);

    /// <inheritdoc/>
    public void CloseStderr() => Close(2);

    /// <inheritdoc/>
    public void CloseChildDescriptor(int childDescriptor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(childDescriptor, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(childDescriptor, 2);
        Close(childDescriptor);
    }

    /// <inheritdoc/>
    public void LoseConnection()
    {
        CloseStdin();
        CloseStderr();
        CloseStdout();
    }

    /// <inheritdoc/>
    public void SignalProcess(string signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        RequireRunning(signal);
        _signals.Add(signal.StartsWith("SIG", StringComparison.Ordinal) ? signal[3..] : signal);
    }

    /// <inheritdoc/>
    public void SignalProcess(int signal)
    {
        var number = signal.ToString(System.Globalization.CultureInfo.InvariantCulture);
        RequireRunning(number);
        _signals.Add(number);
    }

    private void RequireRunning(string signal)
    {
        if (_reason is not null)
            throw new ProcessExitedAlreadyException($"{Executable} has ended and takes no signal {signal}.");
    }

    private void Close(int descriptor)
    {
        if (!_open.Remove(descriptor))
            return;
        if (descriptor == 0 && _producer is { } producer)
        {
            _producer = null;
            producer.StopProducing();
        }
        Protocol.ChildConnectionLost(descriptor);
        if (_open.Count == 0 && _reason is { } reason)
            Protocol.ProcessEnded(reason);
    }
}
