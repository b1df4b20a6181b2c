using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Net.Sockets;

namespace TwistedSharp.Internet;

/// <summary>A child process: three pipes that the loop waits for, and its end, which the system tells on another thread
/// (twisted.internet.process.Process).</summary>
/// <remarks>The process's end and its pipes' ends come in any order, since what it started may hold its pipes open: ProcessExited comes with
/// the first, ProcessEnded with the last of them.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class ChildProcess : IProcessTransport, IPipeOwner
{
    private readonly IProcessProtocol _protocol;
    private readonly Process _process;
    private readonly Action<int, int> _signal;
    private readonly string _executable;
    private PipeWriter? _input;
    private PipeReader? _output;
    private PipeReader? _error;
    private int _openPipes;
    private Failure? _reason; // Set when it has exited.

    private ChildProcess(IProcessProtocol protocol, Process process, Action<int, int> signal)
    {
        _protocol = protocol;
        _process = process;
        _signal = signal;
        _executable = process.StartInfo.FileName;
        Pid = process.Id;
    }

    public int? Pid { get; private set; }

    /// <summary>Starts a program and tells its protocol.</summary>
    /// <param name="loop">Waits for the pipes.</param>
    /// <param name="toLoop">Calls something on the loop's thread.</param>
    /// <param name="signal">Sends a process a signal; throws Win32Exception.</param>
    /// <param name="protocol">Hears what happens to it.</param>
    /// <param name="start">What to start.</param>
    internal static ChildProcess Start(
        ITransportLoop loop, Action<Action> toLoop, Action<int, int> signal, IProcessProtocol protocol, ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            process.Dispose();
            throw new SpawnException($"{start.FileName} could not be started: {e.Message}", e);
        }
        var child = new ChildProcess(protocol, process, signal);
        child.OpenPipes(loop);
        try
        {
            protocol.MakeConnection(child);
        }
        catch (Exception e)
        {
            // As in Twisted: the process is there, and its end is told.
            Log.Err(e, "while telling a protocol of its process");
        }
        // Not before the protocol knows it, however short it lives.
        exited.Task.ContinueWith(_ => toLoop(child.Exited), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return child;
    }

    public void Write(ReadOnlySpan<byte> data) => _input?.Write(data);

    public void WriteToChild(int childDescriptor, ReadOnlySpan<byte> data)
    {
        if (childDescriptor != 0 || _input is null)
            throw new ArgumentException($"{this} reads nothing from us at {childDescriptor}.", nameof(childDescriptor));
        _input.Write(data);
    }

    public void RegisterProducer(IProducer producer, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(producer);
        if (_input is null)
            producer.StopProducing();
        else
            _input.RegisterProducer(producer, streaming);
    }

    public void UnregisterProducer() => _input?.UnregisterProducer();

    public void PauseProducing()
    {
        _output?.Pause();
        _error?.Pause();
    }

    public void ResumeProducing()
    {
        _output?.Resume();
        _error?.Resume();
    }

    public void StopProducing() => LoseConnection();

    public void CloseStdin() => _input?.CloseWhenWritten();

    public void CloseStdout() => _output?.Close(ClosedByUs());

    public void CloseStderr() => _error?.Close(ClosedByUs());

    public void CloseChildDescriptor(int childDescriptor)
    {
        switch (childDescriptor)
        {
            case 0:
                CloseStdin();
                break;
            case 1:
                CloseStdout();
                break;
            case 2:
                CloseStderr();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(childDescriptor), childDescriptor, "A child's pipes are 0, 1 and 2.");
        }
    }

    public void LoseConnection()
    {
        CloseStdin();
        CloseStderr();
        CloseStdout();
    }

    public void SignalProcess(string signal) => SignalProcess(SignalNumbers.Of(signal));

    public void SignalProcess(int signal)
    {
        // Asked of the system too: it forgets the number before we hear of the end.
        if (Pid is not { } pid || _process.HasExited)
            throw new ProcessExitedAlreadyException($"{this} has ended and takes no signal {signal}.");
        try
        {
            _signal(pid, signal);
        }
        catch (Win32Exception e)
        {
            if (_process.HasExited)
                throw new ProcessExitedAlreadyException($"{this} has ended and takes no signal {signal}.", e);
            throw new IOException($"Signal {signal} could not be sent to {this}: {e.Message}", e);
        }
    }

    public override string ToString() => $"<ChildProcess {_executable} {(Pid is { } pid ? $"pid {pid}" : "ended")}, {_openPipes} pipes>";

    void IPipeOwner.PipeDataReceived(int name, ReadOnlySpan<byte> data) => _protocol.ChildDataReceived(name, data);

    void IPipeOwner.PipeLost(int name, Failure reason)
    {
        _openPipes--;
        Tell(() => _protocol.ChildConnectionLost(name), "while telling a protocol that a pipe is closed");
        TellIfEnded();
    }

    private void OpenPipes(ITransportLoop loop)
    {
        var start = _process.StartInfo;
        if (start.RedirectStandardInput)
            _input = new PipeWriter(loop, Take(_process.StandardInput.BaseStream), 0, this, isPipe: true);
        if (start.RedirectStandardOutput)
            _output = new PipeReader(loop, Take(_process.StandardOutput.BaseStream), 1, this);
        if (start.RedirectStandardError)
            _error = new PipeReader(loop, Take(_process.StandardError.BaseStream), 2, this);
        _openPipes = (_input is null ? 0 : 1) + (_output is null ? 0 : 1) + (_error is null ? 0 : 1);
        _input?.Start();
        _output?.Start();
        _error?.Start();
    }

    private static Socket Take(Stream stream) => Pipe.Take(((PipeStream)stream).SafePipeHandle);

    private void Exited()
    {
        var code = _process.ExitCode;
        Pid = null;
        _reason = new Failure(code == 0
            ? new ProcessDoneException($"{_executable} ended with exit code 0.")
            : new ProcessTerminatedException($"{_executable} ended with exit code {code}.", code));
        _process.Dispose();
        // Nobody of its own reads its input any more; what it has written is still to be read.
        var reason = _reason;
        Tell(() => _protocol.ProcessExited(reason), "while telling a protocol that its process has ended");
        TellIfEnded();
    }

    private void TellIfEnded()
    {
        if (_openPipes == 0 && _reason is { } reason)
            Tell(() => _protocol.ProcessEnded(reason), "while telling a protocol of its process's end");
    }

    private static void Tell(Action call, string doing)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            Log.Err(e, doing);
        }
    }

    private static Failure ClosedByUs() => new(new ConnectionDoneException("The pipe was closed from our side."));
}
